/**
 * Aligns the rendered training frames exactly as the app aligns clips: landmarks by MediaPipe, then
 * src/core/faces/alignment. Run again while frames are still being rendered: only new ones are looked at. The published
 * face tracks tell where the faces of the clips are.
 *
 *   npx tsx tools/avatar/train/align.ts ID
 *
 * Reads NNNNNN.jpg and segments.json; writes landmarks.f32 (Float32 [n × 478 × 3], px, NaN = no face),
 * transforms.f32 (Float32 [n × 4], crop px → frame px, smoothed inside each segment, NaN = no face) and the crop
 * recipe for the training: visible.u8 and feather.f32 ([size × size]).
 */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { alignTrack, lowerFaceTemplate, TRANSFORM_SIZE } from '../../../src/core/faces/alignment';
import { LANDMARKS, type Face, type FaceTrack } from '../../../src/core/faces/face-track';
import { readTrackFile } from '../../../src/core/faces/track-file';
import { featherWeights, UNET_CROP, visibleMask } from '../../../src/core/lipsync/unet-crop';
import { detectLandmarks } from './landmarks';

interface Segment {
  first: number;
  frames: number;
  kind: 'speech' | 'babble' | 'clip';
  /** What is said; the name of a clip. */
  text?: string;
}

const FACE_VALUES = LANDMARKS * 3;
const REPOSITORY = join(import.meta.dirname, '../../..');

const avatar = process.argv[2];
if (avatar === undefined) throw new Error('usage: align.ts ID');
const folder = join(import.meta.dirname, '../out', avatar, 'train');
const landmarkFile = join(folder, 'landmarks.f32');

const segments = JSON.parse(readFileSync(join(folder, 'segments.json'), 'utf8')) as Segment[];
const known = existsSync(landmarkFile) ? readFloats(landmarkFile).length / FACE_VALUES : 0;
const names = framesInOrder().slice(0, segments.find(({ kind }) => kind === 'clip')?.first);
if (known < names.length) {
  let done = known;
  await detectLandmarks(folder, names.slice(known), (landmarks) => {
    appendFileSync(landmarkFile, new Uint8Array(landmarks.buffer));
    done += landmarks.length / FACE_VALUES;
    process.stderr.write(`\rlandmarks ${done} / ${names.length}`);
  });
  process.stderr.write('\n');
}
writeTransforms(readFloats(landmarkFile));
writeFileSync(join(folder, 'visible.u8'), visibleMask(UNET_CROP));
writeFileSync(join(folder, 'feather.f32'), new Uint8Array(featherWeights(UNET_CROP).buffer));

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** 000000.jpg, 000001.jpg, … up to the first one missing. */
function framesInOrder(): string[] {
  const present = new Set(readdirSync(folder));
  const found: string[] = [];
  for (;;) {
    const name = `${String(found.length).padStart(6, '0')}.jpg`;
    if (!present.has(name)) return found;
    found.push(name);
  }
}

/** The published face track of a clip. */
function trackOf({ text, frames }: Segment): FaceTrack {
  const file = join(REPOSITORY, 'public/core_clips', avatar ?? '', `${text ?? ''}.track`);
  const track = readTrackFile(new Uint8Array(readFileSync(file)));
  if (track.frames.length === frames) return track;
  throw new Error(`${file} has ${track.frames.length} frames, its clip ${frames}: publish first.`);
}

function writeTransforms(landmarks: Float32Array): void {
  const looked = landmarks.length / FACE_VALUES;
  const last = segments.at(-1);
  const frames = last?.kind === 'clip' ? last.first + last.frames : looked;
  const template = lowerFaceTemplate(UNET_CROP.size);
  const transforms = new Float32Array(frames * TRANSFORM_SIZE).fill(Number.NaN);
  for (const segment of segments) {
    if (segment.kind === 'clip') {
      const aligned = alignTrack(trackOf(segment), template, { loops: true });
      transforms.set(aligned, segment.first * TRANSFORM_SIZE);
      continue;
    }
    const end = Math.min(segment.first + segment.frames, looked);
    if (segment.first >= end) continue;
    const faces: (Face | null)[] = [];
    for (let i = segment.first; i < end; i++) {
      const points = landmarks.subarray(i * FACE_VALUES, (i + 1) * FACE_VALUES);
      faces.push(Number.isNaN(points[0]) ? null : { landmarks: points, score: 1 });
    }
    const track = { width: 0, height: 0, fps: 25, frames: faces };
    transforms.set(alignTrack(track, template, { loops: false }), segment.first * TRANSFORM_SIZE);
  }
  // In one step: a training that is running may read it at any time.
  const partial = join(folder, 'transforms.part');
  writeFileSync(partial, new Uint8Array(transforms.buffer));
  renameSync(partial, join(folder, 'transforms.f32'));
}
