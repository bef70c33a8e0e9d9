/**
 * Makes public/core_clips/<id> from the rendered clips: videos, face tracks, poster and avatar.json.
 *   node --import tsx publish/publish.js ID
 * Needs the rendered clips and poster (plan/, render/) and public/models/face_landmarker.task (`npm run models`).
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTrackFile } from '../../../src/core/faces/track-file.ts';
import { decode, encode } from './encode.js';
import { openLandmarker } from './landmarks.js';

const TOOL = path.resolve(import.meta.dirname, '..');
/** What the avatars are called. */
const NAMES = { adam: 'Adam', nora: 'Nora', elias: 'Elias' };
const SIZE = 720; // px
/** The clip that training-data mode steps through: the longest. */
const SEQUENCE = '12,00s talk.mp4';
const CONSTANT_RATE_FACTOR = 20; // of H.264
const FPS = 25;

const id = process.argv[2];
const called = NAMES[id];
if (called === undefined) throw new Error(`Known avatars: ${Object.keys(NAMES).join(', ')}`);
const RENDERED = path.join(TOOL, 'out', id);
const CLIPS = path.join(RENDERED, 'clips');
const TARGET = path.resolve(TOOL, '../../public/core_clips', id);

/** Face track of a video as the app would find it, from its decoded frames. */
async function trackOf(video) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'frames-'));
  try {
    decode(video, folder);
    const names = readdirSync(folder).sort();
    const landmarker = await openLandmarker(folder);
    const faces = await landmarker.detect(names);
    await landmarker.close();
    const frames = faces.map((p) => p && { landmarks: Float32Array.from(p), score: 1 });
    return { width: SIZE, height: SIZE, fps: FPS, frames };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Frame count of a clip's plan and when its last picture was made; null while pictures are missing. */
function rendered(folder) {
  const planned = readFileSync(path.join(folder, 'plan.jsonl'), 'utf8').split('\n').filter(Boolean);
  const pictures = readdirSync(folder).filter((file) => file.endsWith('.jpg'));
  if (pictures.length !== planned.length) return null;
  const times = pictures.map((file) => statSync(path.join(folder, file)).mtimeMs);
  return { frames: planned.length, at: Math.max(...times) };
}

/** Whether a clip and its track were published after its pictures were made. */
const isPublished = (video, track, at) =>
  [video, track].every((file) => existsSync(file) && statSync(file).mtimeMs > at);

mkdirSync(TARGET, { recursive: true });
const clips = [];
for (const name of readdirSync(CLIPS).sort()) {
  const pictures = rendered(path.join(CLIPS, name));
  if (pictures === null) {
    console.warn(`${name} is not fully rendered: left out`);
    continue;
  }
  const video = path.join(TARGET, `${name}.mp4`);
  const track = path.join(TARGET, `${name}.track`);
  if (!isPublished(video, track, pictures.at)) {
    encode(path.join(CLIPS, name), video, CONSTANT_RATE_FACTOR);
    const faces = await trackOf(video);
    const missing = faces.frames.filter((face) => face === null).length;
    console.log(`${name}: ${faces.frames.length} frames, ${missing} without a face`);
    writeFileSync(track, writeTrackFile(faces));
  }
  const bytes = readFileSync(video);
  clips.push({
    name: `${name}.mp4`,
    kind: name.startsWith('silence') ? 'silence' : 'talk',
    frames: pictures.frames,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    track: `${name}.track`,
  });
}
const kept = new Set(['avatar.json', 'poster.jpg', ...clips.flatMap((c) => [c.name, c.track])]);
for (const file of readdirSync(TARGET)) if (!kept.has(file)) rmSync(path.join(TARGET, file));
cpSync(path.join(RENDERED, 'poster/000000.jpg'), path.join(TARGET, 'poster.jpg'));
const avatar = {
  id,
  name: called,
  width: SIZE,
  height: SIZE,
  fps: FPS,
  licence: 'CC0-1.0',
  lipsync: { engine: 'unet', model: `unet-${id}` },
  clips,
  poster: 'poster.jpg',
  sequence: SEQUENCE,
};
writeFileSync(path.join(TARGET, 'avatar.json'), `${JSON.stringify(avatar, null, 2)}\n`);
