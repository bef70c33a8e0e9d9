/**
 * The shape prior from the rendered heads: how every point of the face moves with the opening and the width of the
 * mouth, and beyond these with press, tuck and protrusion.
 *
 *   npx tsx tools/exemplar/prior.ts
 *
 * Reads out/<head>/NNNNNN.jpg and curves.npy, keeps landmarks in out/<head>/landmarks.f32, and writes
 * src/core/exemplar/prior-shapes.json (displacements in 1e-4 of the distance of the outer eye corners).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { solvePositiveDefinite } from '../../src/core/exemplar/linear-solve';
import { openingOf, widthOf } from '../../src/core/exemplar/mouth-shape';
import {
  fitPose,
  meanShape,
  SHAPE_VALUES,
  turnAngle,
  withoutPose,
} from '../../src/core/exemplar/pose';
import { quantile } from '../../src/core/exemplar/rest-shape';
import { FEATURES, featuresOf } from '../../src/core/exemplar/shape-model';
import { LANDMARKS } from '../../src/core/faces/face-track';
import { CURVE_COUNT, CURVES } from '../../src/core/lipsync/curve-window';
import { detectLandmarks } from '../avatar/train/landmarks';

const OUT = join(import.meta.dirname, 'out');
const RESULT = join(import.meta.dirname, '../../src/core/exemplar/prior-shapes.json');
const GESTURES = ['press', 'tuck', 'protrude'] as const;
/**
 * Told apart and dropped: what the head's pose does to the landmarks (nod, turn and tilt, each with its square), and
 * parted lips, whose lifted corners would otherwise count as part of every opening.
 */
const DROPPED_COLUMNS = 7;
const COLUMNS = FEATURES + GESTURES.length + DROPPED_COLUMNS;
/** Against the mean square of a feature; a gesture's curve is about ten times as large as an opening. */
const RIDGE = 3e-5;
/** Faces turned further, degrees, tell more about the landmarker than about mouths. */
const MOST_TURN = 10;
/** Units of the file a eye distance. */
const STEPS = 1e4;
/** The landmarker smooths over time: each picture is shown this often, and the last answer counts. */
const SHOWINGS = 4;
/** Bytes before the values of an .npy file (version 1.0) end with a newline. */
const NPY_MAGIC = 10;

const squares = new Array<number>(COLUMNS * COLUMNS).fill(0);
const products = new Float64Array(COLUMNS * SHAPE_VALUES);
let frames = 0;
let total = 0;
const samples: { x: number[]; y: Float32Array }[] = [];

for (const head of readdirSync(OUT)) {
  const folder = join(OUT, head);
  const curves = readNpy(join(folder, 'curves.npy'));
  const landmarks = await landmarksOf(folder, curves.length / CURVE_COUNT);
  const faces = landmarks.filter((face) => !Number.isNaN(face[0]));
  const mean = meanShape(faces);
  const poses = landmarks.map((face) => (Number.isNaN(face[0]) ? null : fitPose(mean, face)));
  const shapes = landmarks.map((face, i) => {
    const pose = poses[i];
    return pose ? withoutPose(face, pose) : null;
  });
  const mirrored = mirrorOf(mean);
  const resting = shapes.filter(
    (shape, i): shape is Float32Array =>
      shape !== null &&
      curves.subarray(i * CURVE_COUNT, (i + 1) * CURVE_COUNT).every((c) => c === 0),
  );
  const rest = Float32Array.from({ length: SHAPE_VALUES }, (_, k) =>
    quantile(
      resting.map((shape) => shape[k] as number),
      0.5,
    ),
  );
  shapes.forEach((shape, i) => {
    const pose = poses[i];
    if (shape === null || !pose || turnAngle(pose) > MOST_TURN) return;
    const gestures = GESTURES.map((name) => curves[i * CURVE_COUNT + CURVES.indexOf(name)] ?? 0);
    const x = [
      ...featuresOf(openingOf(shape) - openingOf(rest), widthOf(shape) - widthOf(rest)),
      ...gestures,
      curves[i * CURVE_COUNT + CURVES.indexOf('part')] ?? 0,
    ];
    const y = shape.map((value, k) => value - (rest[k] as number));
    // Faces are symmetric: what is seen on one side holds for the other, with the head turned the other way.
    const [nod = 0, turn = 0, tilt = 0] = anglesOf(pose.rotation);
    samples.push({ x: [...x, nod, turn, tilt, nod * nod, turn * turn, tilt * tilt], y });
    samples.push({
      x: [...x, nod, -turn, -tilt, nod * nod, turn * turn, tilt * tilt],
      y: mirror(y, mirrored),
    });
  });
  process.stdout.write(
    `${head}: ${faces.length} of ${landmarks.length} faces, rest ${openingOf(rest).toFixed(3)} ${widthOf(rest).toFixed(3)}\n`,
  );
  total += landmarks.length;
}

for (const { x, y } of samples) {
  frames += 1;
  for (let i = 0; i < COLUMNS; i++) {
    for (let j = 0; j < COLUMNS; j++) {
      squares[i * COLUMNS + j] = (squares[i * COLUMNS + j] ?? 0) + (x[i] ?? 0) * (x[j] ?? 0);
    }
    for (let k = 0; k < SHAPE_VALUES; k++) {
      const at = i * SHAPE_VALUES + k;
      products[at] = (products[at] ?? 0) + (x[i] ?? 0) * (y[k] ?? 0);
    }
  }
}
const moments: number[] = [];
for (let i = 0; i < FEATURES; i++) {
  for (let j = 0; j < FEATURES; j++) moments.push((squares[i * COLUMNS + j] ?? 0) / frames);
}
for (let i = 0; i < COLUMNS; i++) {
  squares[i * COLUMNS + i] = (squares[i * COLUMNS + i] ?? 0) + RIDGE * frames;
}
solvePositiveDefinite(squares, products, COLUMNS);
report();

const steps = (from: number, rows: number): number[] =>
  [...products.subarray(from * SHAPE_VALUES, (from + rows) * SHAPE_VALUES)].map((value) =>
    Math.round(value * STEPS),
  );
writeFileSync(
  RESULT,
  JSON.stringify({
    source: `tools/exemplar: ${frames / 2} of ${total} renders of ${readdirSync(OUT).length} heads`,
    steps: STEPS,
    moments: moments.map((value) => Number(value.toPrecision(5))),
    shapes: steps(0, FEATURES),
    gestures: steps(FEATURES, GESTURES.length),
  }),
);

/** Nod, turn and tilt of a rotation, rad, for small angles. */
function anglesOf(rotation: readonly number[]): number[] {
  return [-(rotation[5] ?? 0), rotation[2] ?? 0, rotation[3] ?? 0];
}

/** For every point the one that lies where its mirror image is. */
function mirrorOf(shape: Float32Array): number[] {
  const points = Array.from({ length: LANDMARKS }, (_, i) => [...shape.subarray(i * 3, i * 3 + 3)]);
  return points.map(([x = 0, y = 0, z = 0]) => {
    const away = points.map(([u = 0, v = 0, w = 0]) => (u + x) ** 2 + (v - y) ** 2 + (w - z) ** 2);
    return away.indexOf(Math.min(...away));
  });
}

function mirror(displacement: Float32Array, mirrored: readonly number[]): Float32Array {
  return displacement.map((_, k) => {
    const value = displacement[(mirrored[Math.floor(k / 3)] ?? 0) * 3 + (k % 3)] ?? 0;
    return k % 3 === 0 ? -value : value;
  });
}

/** Share of the lips' movement that the model explains. */
function report(): void {
  const lips = [0, 13, 14, 17, 61, 291, 37, 84, 267, 314];
  for (const columns of [FEATURES, FEATURES + GESTURES.length, COLUMNS]) {
    let left = 0;
    let all = 0;
    for (const { x, y } of samples) {
      for (const point of lips) {
        for (let k = point * 3; k < point * 3 + 2; k++) {
          let value = 0;
          for (let i = 0; i < columns; i++)
            value += (x[i] ?? 0) * (products[i * SHAPE_VALUES + k] ?? 0);
          left += ((y[k] ?? 0) - value) ** 2;
          all += (y[k] ?? 0) ** 2;
        }
      }
    }
    process.stdout.write(
      `${columns} columns: lips rms ${Math.sqrt(left / samples.length / lips.length).toFixed(4)} of ${Math.sqrt(all / samples.length / lips.length).toFixed(4)}\n`,
    );
  }
  GESTURES.forEach((name, g) => {
    const at = (FEATURES + g) * SHAPE_VALUES;
    const show = (point: number): string =>
      [0, 1, 2].map((k) => (products[at + point * 3 + k] ?? 0).toFixed(3)).join(' ');
    process.stdout.write(
      `${name}: upper lip ${show(0)} | ${show(13)}, lower ${show(14)} | ${show(17)}, chin ${show(152)}\n`,
    );
  });
}

async function landmarksOf(folder: string, count: number): Promise<Float32Array[]> {
  const file = join(folder, 'landmarks.f32');
  if (!existsSync(file)) {
    const names = Array.from(
      { length: count * SHOWINGS },
      (_, i) => `${String(Math.floor(i / SHOWINGS)).padStart(6, '0')}.jpg`,
    );
    const all = new Float32Array(count * SHAPE_VALUES);
    let shown = 0;
    await detectLandmarks(folder, names, (landmarks) => {
      for (let at = 0; at < landmarks.length; at += SHAPE_VALUES, shown++) {
        all.set(
          landmarks.subarray(at, at + SHAPE_VALUES),
          Math.floor(shown / SHOWINGS) * SHAPE_VALUES,
        );
      }
    });
    writeFileSync(file, new Uint8Array(all.buffer));
  }
  const bytes = readFileSync(file);
  const all = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  return Array.from({ length: count }, (_, i) =>
    all.subarray(i * SHAPE_VALUES, (i + 1) * SHAPE_VALUES),
  );
}

/** The values of a little-endian float32 .npy file of version 1. */
function readNpy(path: string): Float32Array {
  const bytes = readFileSync(path);
  const start = NPY_MAGIC + bytes.readUInt16LE(8);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length),
  );
}
