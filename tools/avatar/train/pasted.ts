/**
 * How near a network's mouths come to the truth in the frame, cut and pasted as in the app, on the held-out pictures with other
 * mouths (plan/other_mouths.py): what the sharpening was chosen by. Prints the PSNR of the mean squared error around the mouth.
 *
 *   npx tsx tools/avatar/train/pasted.ts ID      # after the training and quantise.py
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { matchColour, matchRing, NO_COLOUR_CHANGE } from '../../../src/core/lipsync/colour-match';
import { extractCrop } from '../../../src/core/lipsync/crop';
import { CURVE_COUNT, CURVE_WINDOW, curveWindow } from '../../../src/core/lipsync/curve-window';
import { pasteCrop } from '../../../src/core/lipsync/paste';
import {
  cropBounds,
  transformAt,
  type PixelRegion,
  type RegionBounds,
  type Similarity,
} from '../../../src/core/lipsync/pixel-region';
import { RESAMPLING_LOSS, sharpen } from '../../../src/core/lipsync/sharpen';
import { featherWeights, UNET_CROP, visibleMask } from '../../../src/core/lipsync/unet-crop';
import { decibels, squaredError } from '../../eval/lips/metrics/pictures';
import { framesOf, pictureName } from '../../eval/lips/video';

interface Segment {
  first: number;
  frames: number;
  heldOut: boolean;
}

const FRAME = { width: 720, height: 720 };
const { size } = UNET_CROP;
const AREA = size * size;
const CROP_SHAPE = [1, 3, size, size];
/** The mouth's surroundings: middle in the crop, and half side in the frame, px. */
const MOUTH = { x: 112, y: 125, half: 68 };
const AMOUNTS = [0, 0.12, RESAMPLING_LOSS, 0.25];

const avatar = process.argv[2];
if (avatar === undefined) throw new Error('usage: pasted.ts ID');
const out = join(import.meta.dirname, '../out', avatar);
const train = join(out, 'train');
const other = join(out, 'train-other');

const segments = JSON.parse(readFileSync(join(train, 'segments.json'), 'utf8')) as Segment[];
const transforms = new Float32Array(bytesOf(join(train, 'transforms.f32')));
const curves = new Float32Array(valuesOf(join(train, 'curves.npy')));
const poses = new BigInt64Array(valuesOf(join(other, 'frames.npy')));
const mouths = new BigInt64Array(valuesOf(join(other, 'mouths.npy')));
const network = await InferenceSession.create(
  readFileSync(join(import.meta.dirname, `../../../public/models/unet-${avatar}-int8.onnx`)),
);

const visible = visibleMask(UNET_CROP);
const everything = new Uint8Array(AREA).fill(1);
const feather = featherWeights(UNET_CROP);
const ring = matchRing(visible, feather);
const errors = new Map<string, number[]>();

for (const [i, pose] of poses.entries()) {
  const frame = Number(pose);
  const transform = transformAt(transforms, frame);
  const bounds = transform && cropBounds(transform, size, FRAME.width, FRAME.height);
  if (!bounds || !segmentOf(frame)?.heldOut) continue;
  const seen = await regionOf(join(train, pictureName(frame)), bounds);
  const truth = await regionOf(join(other, pictureName(i)), bounds);
  const crop = cut(seen, transform, visible);
  const { mouth } = await network.run({
    crop: new Tensor('float32', crop, CROP_SHAPE),
    curves: new Tensor('float32', windowAt(Number(mouths[i])), [1, CURVE_WINDOW, CURVE_COUNT]),
  });
  const drawn = mouth?.data as Float32Array;
  const colour = matchColour(drawn, crop, ring, AREA);
  const judge = (name: string, planes: Float32Array, amount: number, matched = false): void => {
    const sharpened = planes.slice();
    sharpen(sharpened, size, amount);
    const pasted = { ...seen, data: seen.data.slice() };
    const light = matched ? colour : NO_COLOUR_CHANGE;
    pasteCrop(pasted, { drawn: sharpened, feather, transform, colour: light, weight: 1 });
    const error = squaredError(mouthOf(pasted, transform), mouthOf(truth, transform));
    errors.set(name, [...(errors.get(name) ?? []), error]);
  };
  judge('drawn, colours matched on the rim', drawn, 0, true);
  const itself = cut(truth, transform, everything);
  for (const amount of AMOUNTS) {
    judge(`drawn, sharpened by ${String(amount)}`, drawn, amount);
    judge(`the truth itself, sharpened by ${String(amount)}`, itself, amount);
  }
}
for (const [name, all] of errors) {
  const mean = all.reduce((sum, error) => sum + error, 0) / all.length;
  console.log(`${name}: ${decibels(mean).toFixed(1)} dB (${String(all.length)} pictures)`);
}

function bytesOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(path)).buffer;
}

/** The values of a NumPy file, version 1: they follow a header whose length stands in bytes 8 and 9. */
function valuesOf(path: string): ArrayBuffer {
  const bytes = bytesOf(path);
  return bytes.slice(10 + new DataView(bytes).getUint16(8, true));
}

function segmentOf(frame: number): Segment | undefined {
  return segments.find(({ first, frames }) => frame >= first && frame < first + frames);
}

/** The curves around a frame, within its own piece of speech. */
function windowAt(frame: number): Float32Array {
  const { first, frames } = segmentOf(frame) ?? { first: frame, frames: 1 };
  const own = curves.subarray(first * CURVE_COUNT, (first + frames) * CURVE_COUNT);
  return curveWindow(own, frame - first);
}

async function regionOf(picture: string, bounds: RegionBounds): Promise<PixelRegion> {
  for await (const pixels of framesOf(picture, FRAME)) {
    return { ...bounds, data: part(pixels, FRAME.width, bounds) };
  }
  throw new Error(`${picture} is missing.`);
}

/** RGBA of a part of a picture that is `stride` px wide. */
function part(pixels: Uint8ClampedArray, stride: number, bounds: RegionBounds): Uint8ClampedArray {
  const { x, y, width, height } = bounds;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * stride + x) * 4;
    data.set(pixels.subarray(from, from + width * 4), row * width * 4);
  }
  return data;
}

function cut(region: PixelRegion, transform: Similarity, mask: Uint8Array): Float32Array {
  const planes = new Float32Array(3 * AREA);
  extractCrop(region, transform, mask, planes);
  return planes;
}

function mouthOf(region: PixelRegion, [a, b, tx, ty]: Similarity): Uint8ClampedArray {
  const { x, y, half } = MOUTH;
  return part(region.data, region.width, {
    x: Math.round(a * x - b * y + tx) - half - region.x,
    y: Math.round(b * x + a * y + ty) - half - region.y,
    width: 2 * half,
    height: 2 * half,
  });
}
