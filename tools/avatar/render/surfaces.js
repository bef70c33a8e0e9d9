/**
 * Draws where on the skin's texture the training pictures' regions lie, resuming where it stopped:
 *   node render/surfaces.js ID      # after train/regions.py
 * Writes places.u16 and places-other.u16 beside regions.u8 and regions-other.u8: Uint16 [n × h × h × 2] (places.js), h = half the side.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { openRenderer } from './browser.js';

const REPORT_EVERY = 100; // frames

const [avatar] = process.argv.slice(2);
if (!avatar) throw new Error('usage: node render/surfaces.js ID');
const root = path.join(import.meta.dirname, '..', 'out', avatar);
const train = path.join(root, 'train');
const { side } = JSON.parse(readFileSync(path.join(train, 'regions.json'), 'utf8'));
const half = side / 2;

const plan = (folder) =>
  readFileSync(path.join(folder, 'plan.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Rows of an .npy file of 64-bit integers. */
function integers(file, columns) {
  const bytes = readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const values = Array.from({ length: (bytes.length - start) / 8 }, (_, i) =>
    Number(bytes.readBigInt64LE(start + 8 * i)),
  );
  return Array.from({ length: values.length / columns }, (_, i) =>
    values.slice(i * columns, (i + 1) * columns),
  );
}

// The training frames in the order of train/gather.py: the planned ones, then those of the clips.
const clips = path.join(root, 'clips');
const states = [
  train,
  ...readdirSync(clips)
    .sort()
    .map((name) => path.join(clips, name)),
].flatMap(plan);
const corners = integers(path.join(train, 'origins.npy'), 2);
const other = path.join(root, 'train-other');

const renderer = await openRenderer({ avatar, supersampling: 1 });
const draw = await renderer.openPlaces(half);
await append('places.u16', states.slice(0, corners.length), (i) => corners[i]);
if (existsSync(other)) {
  const frames = integers(path.join(other, 'frames.npy'), 1).flat();
  await append('places-other.u16', plan(other), (i) => corners[frames[i]]);
}
await renderer.close();

async function append(name, list, cornerOf) {
  const file = path.join(train, name);
  const size = half * half * 4;
  const done = existsSync(file) ? Math.floor(statSync(file).size / size) : 0;
  const out = openSync(file, done > 0 ? 'r+' : 'w');
  for (let i = done; i < list.length; i++) {
    const [left, top] = cornerOf(i);
    writeSync(out, await draw(list[i], { left, top, side }), 0, size, i * size);
    if ((i + 1) % REPORT_EVERY === 0) console.log(`${name}: ${i + 1} of ${list.length}`);
  }
  closeSync(out);
  console.log(`${name}: ${list.length} frames`);
}
