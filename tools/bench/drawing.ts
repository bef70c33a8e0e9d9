/**
 * The exemplar engine on one CPU core, without decoding and encoding: a 720p person speaks the shipped sample, and every
 * step of a frame is timed. Pure core in Node, whose compiler is Chromium's.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mouthRange } from '../../src/core/exemplar/calibration';
import { canonicalGeometry, canonicalMouth } from '../../src/core/exemplar/draw/canonical-mouth';
import { buildFaceMesh } from '../../src/core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../src/core/exemplar/draw/face-rasteriser';
import { freedom, skinRing, usualRing } from '../../src/core/exemplar/draw/mouth-ring';
import { faceRegion } from '../../src/core/exemplar/face-picture';
import { chooseKeyFrames } from '../../src/core/exemplar/key-frames';
import { keyPicture, pictureCrop } from '../../src/core/exemplar/key-picture';
import { keyTextures } from '../../src/core/exemplar/key-textures';
import { mouthTargets } from '../../src/core/exemplar/mouth-targets';
import { PersonModel } from '../../src/core/exemplar/person-model';
import { planMouths, type ShownFrame } from '../../src/core/exemplar/plan-mouths';
import { PLAN_ROW, readRow } from '../../src/core/exemplar/plan-row';
import { withPose } from '../../src/core/exemplar/pose';
import { SHAPE_PRIOR } from '../../src/core/exemplar/shape-prior';
import type { FaceTrack } from '../../src/core/faces/face-track';
import { readTrackFile } from '../../src/core/faces/track-file';
import { ROOT } from '../shell/terminal.ts';

/** The same source as custom video is measured with: this clip to and fro, enlarged to 720 lines. */
const CLIP = join(ROOT, 'public/core_clips/adam/07,60s talk');
const SIDE = 720;
/** Curves as the app reads them out of speech. */
const CURVES = join(ROOT, 'tests/fixtures/mouth-curves-base.json');
/** Frames drawn before the clock starts: the compiler has seen everything by then. */
const WARM_UP = 100;

/** Median ms a frame. */
export interface DrawingFigures {
  /** Choice of the pictures: their costs and the cheapest path. */
  retrieval: number;
  /** Landmarks and shape of the face in this frame. */
  shape: number;
  /** Whether a hand hides the mouth. */
  hand: number;
  /** Warp, light, blend, lip line. */
  painting: number;
  /** All but the retrieval. */
  frame: number;
  /** Mean area that is drawn on, px. */
  region: { width: number; height: number };
}

/** Null where there is no ffmpeg to decode the clip. */
export function measureDrawing(): DrawingFigures | null {
  const track = enlarged(readTrackFile(readFileSync(`${CLIP}.track`)));
  const frames = decoded(`${CLIP}.mp4`);
  if (frames === null) return null;
  const clips = [{ name: 'source', track }];
  const person = PersonModel.learn(clips, SHAPE_PRIOR);
  if (person === null) throw new Error('The clip shows no face.');
  const mesh = buildFaceMesh(person.model.rest);
  const keys = chooseKeyFrames(person);
  const pictures = keys.map((key) => {
    // At this size a key picture is cut out, not scaled.
    const crop = pictureCrop(key, mesh, SIDE, SIDE);
    if (crop.pictureWidth !== crop.width) throw new Error('The face is larger than a key picture.');
    return keyPicture(key, crop, cut(frames[key.frame], crop));
  });
  const geometry = canonicalGeometry(mesh);
  const mouths = pictures.map((picture) => canonicalMouth(picture, geometry));
  const usual = usualRing(mouths, skinRing(geometry));
  const bank = { keys, textures: keyTextures(keys, pictures, mouths, usual) };

  const { curves } = JSON.parse(readFileSync(CURVES, 'utf8')) as { curves: number[] };
  const range = mouthRange(person.openings, person.widths);
  const targets = mouthTargets(Float32Array.from(curves), range);
  const count = targets.length / 5;
  const weights = new Float32Array(count).fill(1);
  const shownAt = (i: number): number => {
    const at = i % (2 * frames.length - 2);
    return Math.min(at, 2 * frames.length - 2 - at);
  };
  const retrieval: number[] = [];
  const plan = (): Float32Array => {
    retrieval.length = 0;
    return planMouths(timed(count, shownAt, retrieval), { person, bank, targets, weights });
  };
  plan();
  const rows = plan();

  const painter = new FaceRasteriser(mesh);
  const times = { shape: [], hand: [], painting: [], frame: [] } as Record<string, number[]>;
  const area = { width: 0, height: 0 };
  for (let i = -WARM_UP; i < count; i++) {
    const row = Math.abs(i);
    const shown = shownAt(row);
    const begun = performance.now();
    const face = person.faceAt('source', shown);
    const bounds = face && faceRegion(face.landmarks, SIDE, SIDE);
    if (!face || !bounds) continue;
    const { target, taps } = readRow(rows.subarray(row * PLAN_ROW, (row + 1) * PLAN_ROW));
    const shape = person.model.shape(target, person.residualAt('source', shown));
    const posed = withPose(shape, face.pose);
    const shaped = performance.now();
    // The app's copy costs nothing worth measuring: it goes to the same memory each time.
    const picture = { ...bounds, pixels: cut(frames[shown], bounds), landmarks: face.landmarks };
    const copied = performance.now();
    const free = freedom(canonicalMouth(picture, geometry), usual);
    const tested = performance.now();
    const sources = taps.flatMap(({ key, weight }) => {
      const source = pictures[key];
      return source ? [{ picture: source, weight }] : [];
    });
    painter.draw(picture, posed, sources, { weight: free, mouth: 'taps' });
    const painted = performance.now();
    if (i < 0) continue;
    times.shape?.push(shaped - begun);
    times.hand?.push(tested - copied);
    times.painting?.push(painted - tested);
    times.frame?.push(painted - copied + shaped - begun);
    area.width += bounds.width / count;
    area.height += bounds.height / count;
  }
  return {
    retrieval: median(retrieval),
    shape: median(times.shape ?? []),
    hand: median(times.hand ?? []),
    painting: median(times.painting ?? []),
    frame: median(times.frame ?? []),
    region: { width: Math.round(area.width), height: Math.round(area.height) },
  };
}

/** The frames to show one after the other; what happens between them is timed. */
function* timed(
  count: number,
  shownAt: (i: number) => number,
  times: number[],
): Generator<ShownFrame> {
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    yield { clip: 'source', sourceFrame: shownAt(i) };
    times.push(performance.now() - begun);
  }
}

function enlarged(track: FaceTrack): FaceTrack {
  const scale = SIDE / track.height;
  const frames = track.frames.map(
    (face) => face && { ...face, landmarks: face.landmarks.map((value) => value * scale) },
  );
  return { ...track, width: SIDE, height: SIDE, frames };
}

function decoded(file: string): Uint8ClampedArray[] | null {
  const raw = frameBytes(file);
  if (raw === null) return null;
  const bytes = SIDE * SIDE * 4;
  return Array.from(
    { length: raw.length / bytes },
    (_, i) => new Uint8ClampedArray(raw.buffer, raw.byteOffset + i * bytes, bytes),
  );
}

function frameBytes(file: string): Buffer | null {
  const size = `scale=${String(SIDE)}:${String(SIDE)}`;
  const form = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-'];
  try {
    return execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-vf', size, ...form], {
      maxBuffer: 2 ** 31 - 1,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function cut(
  frame: Uint8ClampedArray | undefined,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): Uint8ClampedArray {
  if (frame === undefined) throw new Error('The clip is shorter than its track.');
  const picture = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const at = ((y + row) * SIDE + x) * 4;
    picture.set(frame.subarray(at, at + width * 4), row * width * 4);
  }
  return picture;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
