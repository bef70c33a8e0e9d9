/**
 * How well the exemplar engine draws what it has not seen: every talking clip of an avatar is spoken anew, with pictures
 * of its other clips alone, and compared with the truth.
 *
 *   npm run eval -- [--avatar FOLDER | --video FILE] [--truth shape|curves] [--out FOLDER] [--clip NAME]
 *
 * FOLDER is a folder of core clips (default public/core_clips/adam). With `shape` the target's opening and width are the
 * true ones; with `curves` the mouth curves that the clip was rendered from (tools/avatar/out/ID/clips) drive it, as in the
 * app. FILE is a video of anybody: its last third is spoken anew with pictures of the first two. Needs ffmpeg, and Chromium for the landmarks of what was drawn. Writes true and
 * drawn pictures, and the openings measured on them, to --out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { mouthRange } from '../../src/core/exemplar/calibration';
import { canonicalGeometry, canonicalMouth } from '../../src/core/exemplar/draw/canonical-mouth';
import { freedom, skinRing, usualRing } from '../../src/core/exemplar/draw/mouth-ring';
import { buildFaceMesh } from '../../src/core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../src/core/exemplar/draw/face-rasteriser';
import { LIPS } from '../../src/core/exemplar/draw/lip-contours';
import { faceRegion } from '../../src/core/exemplar/face-picture';
import { chooseKeyFrames } from '../../src/core/exemplar/key-frames';
import { keyPicture, pictureCrop, type PictureCrop } from '../../src/core/exemplar/key-picture';
import { keyTextures } from '../../src/core/exemplar/key-textures';
import { openingOf, widthOf } from '../../src/core/exemplar/mouth-shape';
import { mouthTargets, TARGET_VALUES } from '../../src/core/exemplar/mouth-targets';
import { PersonModel, type PersonClip } from '../../src/core/exemplar/person-model';
import { planMouths } from '../../src/core/exemplar/plan-mouths';
import { PLAN_ROW, readRow } from '../../src/core/exemplar/plan-row';
import { withPose } from '../../src/core/exemplar/pose';
import { SHAPE_PRIOR } from '../../src/core/exemplar/shape-prior';
import { EYE_CORNERS, LANDMARKS } from '../../src/core/faces/face-track';
import { mendTrack } from '../../src/core/faces/mend-track';
import { readTrackFile } from '../../src/core/faces/track-file';
import { FPS } from '../../src/core/time/units';
import { detectLandmarks } from '../avatar/train/landmarks';
import { distance } from './lips/metrics/mouths';
import { meanStep, psnr } from './lips/metrics/pictures';
import { correlation, runs } from './lips/metrics/series';
import type { Size } from './lips/video';
import { ssim } from './ssim';

const REPOSITORY = join(import.meta.dirname, '../..');
const { values: args } = parseArgs({
  options: {
    avatar: { type: 'string', default: join(REPOSITORY, 'public/core_clips/adam') },
    truth: { type: 'string', default: 'shape' },
    out: { type: 'string', default: join(tmpdir(), 'exemplar-eval') },
    clip: { type: 'string' },
    video: { type: 'string' },
  },
});

interface Clip extends PersonClip {
  kind: string;
  frames: Uint8ClampedArray[];
}

/** The mouth's surroundings that pictures are compared in: half side in distances of the outer eye corners. */
const CROP = 0.45;
/** Shut: the opening is below this share of the range between rest and the 95 % quantile of the truth. */
const SHUT = 0.2;

const GOALS = { correlation: 0.9, closures: 0.97, lipsOff: 2, flicker: 1.1 };
/** Distances are told in px of a picture so wide. */
const GOAL_WIDTH = 512;

/** Of a video, what pictures are taken from; the rest is held out. */
const LEARNT_SHARE = 2 / 3;

rmSync(args.out, { recursive: true, force: true });
const { width, height, clips } =
  args.video === undefined ? clipsOfAvatar(args.avatar) : await partsOfVideo(args.video);

const totals = {
  covered: 0,
  frames: 0,
  psnr: 0,
  ssim: 0,
  lmd: 0,
  ms: 0,
  flicker: 0,
  trueFlicker: 0,
};
const drawnOpenings: number[] = [];
const trueOpenings: number[] = [];
for (const clip of clips) {
  if (clip.kind !== 'talk' || (args.clip !== undefined && clip.name !== args.clip)) continue;
  await evaluate(clip);
}
summarise();

interface Footage {
  width: number;
  height: number;
  clips: Clip[];
}

function clipsOfAvatar(folder: string): Footage {
  const {
    width,
    height,
    clips: listed,
  } = JSON.parse(readFileSync(join(folder, 'avatar.json'), 'utf8')) as {
    width: number;
    height: number;
    clips: { name: string; kind: string; track: string }[];
  };
  const clips = listed.map(({ name, kind, track }) => ({
    name,
    kind,
    track: readTrackFile(readFileSync(join(folder, track))),
    frames: decode(join(folder, name), { width, height }),
  }));
  return { width, height, clips };
}

/** A video at 25 fps as two clips: what is learnt from, and what is held out. */
async function partsOfVideo(file: string): Promise<Footage> {
  const probe = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=width,height'];
  const listed = execFileSync('ffprobe', [...probe, '-of', 'csv=p=0', file], { encoding: 'utf8' });
  const [width = 0, height = 0] = listed.trim().split(',').map(Number);
  const frames = decode(file, { width, height });
  const folder = join(args.out, 'video');
  encode(frames, folder, { width, height });
  const measured = (await landmarksOf(folder, frames.length)).map((landmarks) =>
    landmarks ? { landmarks, score: 1 } : null,
  );
  const faces = mendTrack(measured, []);
  const border = Math.round(LEARNT_SHARE * frames.length);
  const part = (name: string, kind: string, from: number, to: number): Clip => ({
    name,
    kind,
    // Mended already.
    track: { width, height, fps: FPS, frames: faces.slice(from, to), cuts: [] },
    frames: frames.slice(from, to),
  });
  const clips = [
    part('learnt', 'silence', 0, border),
    part('held out', 'talk', border, frames.length),
  ];
  return { width, height, clips };
}

async function evaluate(clip: Clip): Promise<void> {
  const others = clips.filter((other) => other !== clip);
  const person = PersonModel.learn(others, SHAPE_PRIOR);
  const watched = PersonModel.learn([...others, clip], SHAPE_PRIOR);
  if (!person || !watched) throw new Error('The clips show no face.');
  const mesh = buildFaceMesh(person.model.rest);
  const keys = chooseKeyFrames(person);
  const crops = keys.map((key) => pictureCrop(key, mesh, width, height));
  const pictures = keys.map((key, i) => {
    const frame = clips.find(({ name }) => name === key.clip)?.frames[key.frame];
    if (!frame) throw new Error(`${key.clip} has no frame ${key.frame}.`);
    return keyPicture(key, crops[i] as PictureCrop, cut(frame, crops[i] as PictureCrop));
  });
  const count = clip.frames.length;
  const faces = Array.from({ length: count }, (_, i) => watched.faceAt(clip.name, i));
  const targets =
    args.truth === 'shape'
      ? Float32Array.from(
          faces.flatMap((face) =>
            face ? [openingOf(face.shape), widthOf(face.shape), 0, 0, 0] : [0, 0, 0, 0, 0],
          ),
        )
      : mouthTargets(curvesOf(clip.name), mouthRange(person.openings, person.widths));
  if (targets.length !== count * TARGET_VALUES) throw new Error(`${clip.name} has other curves.`);
  const shown = Array.from({ length: count }, (_, i) => ({ clip: clip.name, sourceFrame: i }));
  const weights = new Float32Array(count).fill(1);
  const geometry = canonicalGeometry(mesh);
  const mouths = pictures.map((picture) => canonicalMouth(picture, geometry));
  const usual = usualRing(mouths, skinRing(geometry));
  const textures = keyTextures(keys, pictures, mouths, usual);
  // The unseen clip lends its poses and its expression, which the app knows of every frame it draws on.
  const seenThere = {
    model: person.model,
    poseAt: (name: string, frame: number) => watched.poseAt(name, frame),
    residualAt: (name: string, frame: number) => watched.residualAt(name, frame),
  };
  const plan = planMouths(shown, {
    person: seenThere,
    bank: { keys, textures },
    targets,
    weights,
  });
  const painter = new FaceRasteriser(mesh);
  const drawn: Uint8ClampedArray[] = [];
  const started = performance.now();
  for (const [i, truth] of clip.frames.entries()) {
    const frame = truth.slice();
    const face = faces[i];
    const bounds = face && faceRegion(face.landmarks, width, height);
    if (face && bounds) {
      const { target, taps } = readRow(plan.subarray(i * PLAN_ROW, (i + 1) * PLAN_ROW));
      const shape = person.model.shape(target, watched.residualAt(clip.name, i));
      const region = {
        ...bounds,
        pixels: cut(frame, { ...bounds, pictureWidth: bounds.width, pictureHeight: bounds.height }),
        landmarks: face.landmarks,
      };
      const sources = taps.map(({ key, weight }) => ({
        picture: pictures[key] as (typeof pictures)[number],
        weight,
      }));
      if (freedom(canonicalMouth(region, geometry), usual) < 1) totals.covered += 1;
      painter.draw(region, withPose(shape, face.pose), sources, { weight: 1, mouth: 'taps' });
      for (let row = 0; row < bounds.height; row++) {
        frame.set(
          region.pixels.subarray(row * bounds.width * 4, (row + 1) * bounds.width * 4),
          ((bounds.y + row) * width + bounds.x) * 4,
        );
      }
    }
    drawn.push(frame);
  }
  totals.ms += performance.now() - started;

  const folders = {
    truth: join(args.out, clip.name, 'truth'),
    drawn: join(args.out, clip.name, 'drawn'),
  };
  encode(clip.frames, folders.truth, { width, height });
  encode(drawn, folders.drawn, { width, height });
  const [seen, real] = [
    await landmarksOf(folders.drawn, count),
    await landmarksOf(folders.truth, count),
  ];
  for (let i = 0; i < count; i++) {
    const [a, b, face] = [seen[i], real[i], faces[i]];
    if (!a || !b || !face) continue;
    const eye = distance(b, ...EYE_CORNERS);
    totals.frames += 1;
    totals.lmd +=
      LIPS.reduce(
        (sum, point) =>
          sum +
          Math.hypot(
            (a[point * 3] ?? 0) - (b[point * 3] ?? 0),
            (a[point * 3 + 1] ?? 0) - (b[point * 3 + 1] ?? 0),
          ),
        0,
      ) / LIPS.length;
    drawnOpenings.push(distance(a, 13, 14) / eye);
    trueOpenings.push(distance(b, 13, 14) / eye);
    const half = Math.round(CROP * face.pose.scale);
    const box = {
      x: Math.round(((b[61 * 3] ?? 0) + (b[291 * 3] ?? 0)) / 2) - half,
      y: Math.round(((b[61 * 3 + 1] ?? 0) + (b[291 * 3 + 1] ?? 0)) / 2) - half,
      width: 2 * half,
      height: 2 * half,
      pictureWidth: 2 * half,
      pictureHeight: 2 * half,
    };
    const [p, q] = [
      cut(drawn[i] as Uint8ClampedArray, box),
      cut(clip.frames[i] as Uint8ClampedArray, box),
    ];
    totals.psnr += psnr(p, q);
    totals.ssim += ssim(p, q, 2 * half, 2 * half);
    if (i > 0) {
      totals.flicker += meanStep(p, cut(drawn[i - 1] as Uint8ClampedArray, box));
      totals.trueFlicker += meanStep(q, cut(clip.frames[i - 1] as Uint8ClampedArray, box));
    }
  }
}

function summarise(): void {
  writeFileSync(join(args.out, 'openings.json'), JSON.stringify({ drawnOpenings, trueOpenings }));
  const n = totals.frames;
  const sorted = [...trueOpenings].sort((a, b) => a - b);
  const low = sorted[Math.floor(n * 0.03)] ?? 0;
  const shut = low + SHUT * ((sorted[Math.floor(n * 0.95)] ?? 0) - low);
  const closures = trueOpenings.flatMap((open, i) =>
    open < shut ? [(drawnOpenings[i] ?? 1) < shut] : [],
  );
  const held = runs(n, (i) => (trueOpenings[i] ?? 1) < shut).map(([from, to]) =>
    drawnOpenings.slice(from, to).some((open) => open < shut),
  );
  const open = trueOpenings.flatMap((value, i) =>
    value >= shut ? [(drawnOpenings[i] ?? 0) >= shut] : [],
  );
  const share = (list: boolean[]): number => list.filter(Boolean).length / Math.max(1, list.length);
  const rate = (list: boolean[]): string => `${(100 * share(list)).toFixed(1)} % of ${list.length}`;
  const goal = (met: boolean, wanted: string): string =>
    `(goal ${wanted}: ${met ? 'met' : 'missed'})`;
  const likeness = correlation(drawnOpenings, trueOpenings);
  const lipsOff = ((totals.lmd / n) * GOAL_WIDTH) / width;
  const flicker = totals.flicker / totals.trueFlicker;
  console.log(
    [
      `frames ${n}, ${(totals.ms / n).toFixed(1)} ms a frame`,
      `opening correlation ${likeness.toFixed(3)} ${goal(likeness >= GOALS.correlation, `≥ ${GOALS.correlation}`)}`,
      `closures of the truth that are drawn: ${rate(held)} ${goal(share(held) >= GOALS.closures, `≥ ${100 * GOALS.closures} %`)}`,
      `frames shut where the truth is: ${rate(closures)}; open where the truth is: ${rate(open)}`,
      `frames taken for covered by a hand: ${totals.covered}`,
      `lips off by ${lipsOff.toFixed(2)} px at ${GOAL_WIDTH} ${goal(lipsOff <= GOALS.lipsOff, `≤ ${GOALS.lipsOff} px`)}, ${(totals.lmd / n).toFixed(2)} px of the source`,
      `mouth crop ${(totals.psnr / n).toFixed(1)} dB, SSIM ${(totals.ssim / n).toFixed(3)}`,
      `change from frame to frame ${flicker.toFixed(2)} of the truth's ${goal(flicker <= GOALS.flicker, `≤ ${GOALS.flicker}`)}`,
    ].join('\n'),
  );
}

function decode(file: string, { width, height }: Size): Uint8ClampedArray[] {
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-r', String(FPS), '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    {
      maxBuffer: 2 ** 31 - 1,
    },
  );
  const size = width * height * 4;
  return Array.from(
    { length: raw.length / size },
    (_, i) => new Uint8ClampedArray(raw.subarray(i * size, (i + 1) * size)),
  );
}

function encode(
  frames: readonly Uint8ClampedArray[],
  folder: string,
  { width, height }: Size,
): void {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-s',
      `${width}x${height}`,
      '-i',
      '-',
      '-q:v',
      '2',
      join(folder, '%06d.jpg'),
    ],
    {
      input: Buffer.concat(
        frames.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length)),
      ),
      maxBuffer: 2 ** 31 - 1,
    },
  );
  if (status !== 0) throw new Error('ffmpeg could not write the pictures.');
}

async function landmarksOf(folder: string, count: number): Promise<(Float32Array | null)[]> {
  const found: (Float32Array | null)[] = [];
  const names = Array.from({ length: count }, (_, i) => `${String(i + 1).padStart(6, '0')}.jpg`);
  await detectLandmarks(folder, names, (batch) => {
    for (let at = 0; at < batch.length; at += LANDMARKS * 3) {
      const face = batch.slice(at, at + LANDMARKS * 3);
      found.push(Number.isNaN(face[0]) ? null : face);
    }
  });
  return found;
}

function curvesOf(clip: string): Float32Array {
  const file = join(
    REPOSITORY,
    'tools/avatar/out',
    basename(args.avatar),
    'clips',
    clip.replace(/\.mp4$/, ''),
    'plan.jsonl',
  );
  if (!existsSync(file)) throw new Error(`${file} is missing: render the clips (tools/avatar).`);
  const states = readFileSync(file, 'utf8').trim().split('\n');
  return Float32Array.from(
    states.flatMap((line) => (JSON.parse(line) as { curves: number[] }).curves),
  );
}

function cut(
  frame: Uint8ClampedArray,
  { x, y, width: w, height: h }: PictureCrop,
): Uint8ClampedArray {
  const picture = new Uint8ClampedArray(w * h * 4);
  for (let row = 0; row < h; row++) {
    const at = ((y + row) * width + x) * 4;
    picture.set(frame.subarray(at, at + w * 4), row * w * 4);
  }
  return picture;
}
