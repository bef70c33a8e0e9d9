import { describe, expect, it } from 'vitest';
import { LANDMARKS, type FaceTrack } from '../../src/core/faces/face-track';
import {
  encoderLayout,
  featureWindow,
  MEL_LAYOUT,
  type FeatureKind,
} from '../../src/core/lipsync/packs/feature-layout';
import { openFeatures } from '../../src/engines/audio-features/open-features';
import type { PackSession } from '../../src/engines/lipsync/packs/pack-session';
import { synctalk2d } from '../../src/engines/lipsync/synctalk-2d/synctalk-2d';
import { wav2lip } from '../../src/engines/lipsync/wav2lip/wav2lip';
import type { LipsyncItem } from '../../src/workers/protocol/lipsync';

/**
 * Packs with random weights and what PyTorch, librosa and SciPy make of a fixed frame and sound with them
 * (tools/export/adapter_vectors.py). The real sizes are tested as well where that tool has made them.
 */
const FOLDERS = ['/tests/fixtures/packs', '/.cache/packs'];
const WIDTH = 300;
const HEIGHT = 360;
const CLIP = 'a talk.mp4';
/** Of 1, for pictures and features. */
const TOLERANCE = 1e-3;

interface Vector {
  adapter: 'synctalk-2d' | 'wav2lip';
  feature: FeatureKind;
  window: 8 | 16;
  points: Record<string, [x: number, y: number]>;
  parameters: number;
  frame: number;
  stride: number;
  sizes: { heard: number; pasted: number };
}

async function fetched(path: string): Promise<ArrayBuffer | null> {
  const response = await fetch(path);
  const html = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return response.ok && !html ? response.arrayBuffer() : null;
}

async function json<T>(path: string): Promise<T | null> {
  const bytes = await fetched(path);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** The frame of the vectors, RGBA. */
const picture = Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => {
  const x = (i >> 2) % WIDTH;
  const y = Math.floor((i >> 2) / WIDTH);
  if (i % 4 === 0) return 90 + Math.floor((x * 3 + y) / 8);
  if (i % 4 === 1) return 60 + Math.floor(((x - 150) ** 2 + (y - 180) ** 2) / 400);
  return i % 4 === 2 ? 40 + ((x * y) % 97) : 255;
});

/** The sound of the vectors. */
const sound = Float32Array.from({ length: 32_000 }, (_, i) => {
  const saw = ((i * 211) % 16_000) - 8_000;
  return (saw * (Math.floor(i / 900) % 5)) / 32_768 / 4;
});

/** The vector's face, and after a cut the same behind a hand. */
function trackOf({ points }: Vector): FaceTrack {
  const landmarks = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) landmarks.set([150, 180, 0], i * 3);
  for (const [index, [x, y]] of Object.entries(points)) landmarks.set([x, y, 0], Number(index) * 3);
  const face = { landmarks, score: 1 };
  const size = { width: WIDTH, height: HEIGHT, fps: 25 };
  return { ...size, frames: [face, face], cuts: [1], covered: [false, true] };
}

async function hear(folder: string, { feature, window, frame }: Vector): Promise<Float32Array> {
  const encoder = feature === 'mel' ? null : await fetched(`${folder}/${feature}.onnx`);
  const layout = feature === 'mel' ? MEL_LAYOUT : encoderLayout(feature, window);
  const features = await openFeatures(layout.kind, encoder && new Uint8Array(encoder));
  for (let at = 0; at < sound.length; at += 7000) features.push(sound.slice(at, at + 7000));
  const totalRows = features.finish();
  const rows = await features.rows(0, totalRows);
  await features.dispose();
  return featureWindow({ layout, rows, firstRow: 0, totalRows }, frame);
}

async function open(folder: string, vector: Vector): Promise<PackSession> {
  const engine = vector.adapter === 'wav2lip' ? wav2lip : synctalk2d;
  const file = await fetched(`${folder}/unet.onnx`);
  const session = await engine.open({
    model: file && (() => Promise.resolve(new Uint8Array(file))),
    backend: 'wasm',
    threads: 1,
  });
  const clips = [{ name: CLIP, track: trackOf(vector), loops: false }];
  await session.prepare({ clips, width: WIDTH, height: HEIGHT });
  return session;
}

/** Largest difference between every `stride`-th value and the expected ones. */
function difference(values: ArrayLike<number>, stride: number, expected: Float32Array): number {
  let largest = 0;
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value - (values[i * stride] ?? Number.NaN)));
  });
  return expected.every((_, i) => values[i * stride] !== undefined) ? largest : Number.NaN;
}

const rgb = (rgba: ArrayLike<number>) =>
  Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => {
    return rgba[Math.floor(i / 3) * 4 + (i % 3)] ?? Number.NaN;
  });

for (const packs of FOLDERS) {
  const names = (await json<string[]>(`${packs}/index.json`)) ?? [];
  describe.each(names)(`${packs}/%s`, (name) => {
    const folder = `${packs}/${name}`;

    async function vectorOf() {
      const vector = await json<Vector>(`${folder}/vector.json`);
      const bytes = await fetched(`${folder}/expected.f32`);
      if (!vector || !bytes) throw new Error(`${folder} is not complete`);
      const values = new Float32Array(bytes);
      const heard = Math.ceil(vector.sizes.heard / vector.stride);
      return { vector, heard: values.subarray(0, heard), pasted: values.subarray(heard) };
    }

    it('gives what PyTorch gives, from sound and frame to the pasted picture', async () => {
      const { vector, heard, pasted } = await vectorOf();
      const features = await hear(folder, vector);
      const heardOff = difference(features, vector.stride, heard);
      const session = await open(folder, vector);
      const rect = session.faceRect(CLIP, 0);
      if (!rect) throw new Error('no face');
      const data = Float32Array.from(picture);
      await session.drawInto({ x: 0, y: 0, width: WIDTH, height: HEIGHT, data }, rect, features, 1);
      await session.dispose();
      const pastedOff = difference(rgb(data), vector.stride, pasted) / 255;
      console.log(`${folder}: heard ${heardOff.toExponential(1)}, pasted ${pastedOff.toExponential(1)}`); // prettier-ignore
      expect(heardOff).toBeLessThan(TOLERANCE);
      expect(pastedOff).toBeLessThan(TOLERANCE);
      expect(difference(rgb(picture), vector.stride, pasted)).toBeGreaterThan(20);
    });

    it('takes the person with closed lips for its reference, where the network learned that', async () => {
      const { vector } = await vectorOf();
      const features = await hear(folder, vector);
      const session = await open(folder, vector);
      const rect = session.faceRect(CLIP, 0);
      if (!rect) throw new Error('no face');
      const draw = async () => {
        const data = Float32Array.from(picture);
        const frame = { x: 0, y: 0, width: WIDTH, height: HEIGHT, data };
        await session.drawInto(frame, rect, features, 1);
        return data;
      };
      const without = await draw();
      const [wish] = session.wishes();
      expect(wish !== undefined).toBe(vector.adapter === 'synctalk-2d');
      if (wish) {
        const { x, y, width, height, clip, frame } = wish;
        expect([clip, frame]).toEqual([CLIP, 0]);
        const part = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => {
          const pixel = i >> 2;
          const at = (y + Math.floor(pixel / width)) * WIDTH + x + (pixel % width);
          return picture[at * 4 + (i % 4)] ?? 0;
        });
        await session.takePictures({ pixels: new Blob([part]) });
        expect(difference(await draw(), 1, without)).toBeLessThan(0.3);
        await session.takePictures({ pixels: new Blob([part.map((value) => 255 - value)]) });
        expect(difference(await draw(), 1, without)).toBeGreaterThan(1);
      }
      await session.dispose();
    });

    it('draws that into video frames, and leaves hands and frames without a face alone', async () => {
      const { vector, pasted } = await vectorOf();
      const features = await hear(folder, vector);
      const session = await open(folder, vector);
      const item = (change: Partial<LipsyncItem>): LipsyncItem => ({
        frame: new VideoFrame(picture, {
          format: 'RGBX',
          codedWidth: WIDTH,
          codedHeight: HEIGHT,
          timestamp: 40_000,
        }),
        clip: CLIP,
        clipFrame: 0,
        curves: new Float32Array(0),
        features,
        weight: 1,
        ...change,
      });
      const [drawn, covered, faceless, silent] = await session.process([
        item({}),
        item({ clipFrame: 1 }),
        item({ clipFrame: 5 }),
        item({ weight: 0 }),
      ]);
      const outputs = [drawn, covered, faceless, silent];
      expect(outputs.map((output) => output?.lipsynced)).toEqual([true, false, false, false]);
      const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', { alpha: false });
      if (!context || !drawn) throw new Error('no canvas');
      expect(drawn.frame.timestamp).toBe(40_000);
      context.drawImage(drawn.frame, 0, 0);
      const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
      for (const output of outputs) output?.frame.close();
      await session.dispose();
      const bytes = pasted.map((value) => Math.min(255, Math.max(0, value)));
      expect(difference(rgb(data), vector.stride, bytes)).toBeLessThanOrEqual(1);
    });
  });
}
