/**
 * Renders plans to numbered JPEG files beside them, resuming where it stopped:
 *   node render/frames.js --avatar=ID FOLDER…
 * Each folder holds plan.jsonl, one frame state a line. A picture appears under its name only when complete.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openRenderer } from './browser.js';

/** Render px per output px, besides four samples a pixel. */
const SUPERSAMPLING = 1.25;
const REPORT_EVERY = 20; // frames

const { values, positionals: folders } = parseArgs({
  options: { avatar: { type: 'string' } },
  allowPositionals: true,
});
if (folders.length === 0 || !values.avatar)
  throw new Error('usage: node render/frames.js --avatar=ID FOLDER…');
const renderer = await openRenderer({ avatar: values.avatar, supersampling: SUPERSAMPLING });
const started = Date.now();
let rendered = 0;
for (const folder of folders) {
  const plan = readFileSync(path.join(folder, 'plan.jsonl'), 'utf8');
  const states = plan
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  for (const [i, state] of states.entries()) {
    const file = path.join(folder, `${String(i).padStart(6, '0')}.jpg`);
    if (existsSync(file)) continue;
    writeFileSync(`${file}.part`, await renderer.render(state, i));
    renameSync(`${file}.part`, file);
    if (++rendered % REPORT_EVERY === 0) {
      const mean = Math.round((Date.now() - started) / rendered);
      console.log(`${folder}: ${i + 1} of ${states.length}, ${mean} ms a frame`);
    }
  }
  console.log(`${folder}: ${states.length} frames`);
}
await renderer.close();
