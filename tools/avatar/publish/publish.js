/**
 * Makes public/core_clips/<id> from the rendered clips: videos, face tracks, poster and avatar.json.
 *   node --import tsx publish/publish.js [ID]        (default: adam)
 * Needs the rendered clips and poster (plan/, render/) and public/models/face_landmarker.task (`npm run models`).
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTrackFile } from '../../../src/core/faces/track-file.ts';
import { decode, encode } from './encode.js';
import { openLandmarker } from './landmarks.js';

const TOOL = path.resolve(import.meta.dirname, '..');
/** What avatar.json says of each avatar, and where its pictures are rendered to; constantRateFactor: of H.264. */
const AVATARS = {
  adam: {
    name: 'Adam',
    size: 512,
    lipsync: { engine: 'unet', model: 'unet-adam' },
    clips: 'out/clips',
    poster: 'out/reference',
    constantRateFactor: 18,
  },
  nora: {
    name: 'Nora',
    size: 720,
    lipsync: { engine: 'exemplar', model: null },
    clips: 'out/nora/clips',
    poster: 'out/nora/poster',
    constantRateFactor: 20,
  },
};
const FPS = 25;

const id = process.argv[2] ?? 'adam';
const making = AVATARS[id];
if (making === undefined) throw new Error(`Known avatars: ${Object.keys(AVATARS).join(', ')}`);
const CLIPS = path.join(TOOL, making.clips);
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
    return { width: making.size, height: making.size, fps: FPS, frames };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether every frame of a clip's plan is rendered. */
function isRendered(folder) {
  const planned = readFileSync(path.join(folder, 'plan.jsonl'), 'utf8').split('\n').filter(Boolean);
  return readdirSync(folder).filter((file) => file.endsWith('.jpg')).length === planned.length;
}

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
const clips = [];
for (const name of readdirSync(CLIPS).sort()) {
  if (!isRendered(path.join(CLIPS, name))) {
    console.warn(`${name} is not fully rendered: left out`);
    continue;
  }
  const file = path.join(TARGET, `${name}.mp4`);
  encode(path.join(CLIPS, name), file, making.constantRateFactor);
  const track = await trackOf(file);
  writeFileSync(path.join(TARGET, `${name}.track`), writeTrackFile(track));
  const bytes = readFileSync(file);
  const missing = track.frames.filter((face) => face === null).length;
  console.log(
    `${name}: ${track.frames.length} frames, ${missing} without a face, ${bytes.length} bytes`,
  );
  clips.push({
    name: `${name}.mp4`,
    kind: name.startsWith('silence') ? 'silence' : 'talk',
    frames: track.frames.length,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    track: `${name}.track`,
  });
}
cpSync(path.join(TOOL, making.poster, '000000.jpg'), path.join(TARGET, 'poster.jpg'));
const avatar = {
  id,
  name: making.name,
  width: making.size,
  height: making.size,
  fps: FPS,
  licence: 'CC0-1.0',
  lipsync: making.lipsync,
  clips,
  poster: 'poster.jpg',
};
writeFileSync(path.join(TARGET, 'avatar.json'), `${JSON.stringify(avatar, null, 2)}\n`);
