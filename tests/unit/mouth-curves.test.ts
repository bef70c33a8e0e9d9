import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CurveAudioCutter, joinCurves, type CurveAudio } from '../../src/core/lipsync/curve-audio';
import { BLOCK_FRAMES } from '../../src/core/lipsync/curve-blocks';
import { gateCurves } from '../../src/core/lipsync/closure-gate';
import { CURVE_COUNT } from '../../src/core/lipsync/curve-window';
import { interpolateFeatures } from '../../src/core/lipsync/features';
import { SAMPLE_RATE, SAMPLES_PER_FRAME } from '../../src/core/time/units';
import {
  MoonshineMouthCurves,
  type MouthCurvesNetwork,
} from '../../src/engines/mouth-curves/moonshine';
import tinyVector from '../fixtures/mouth-curves-tiny.json' with { type: 'json' };
import baseVector from '../fixtures/mouth-curves-base.json' with { type: 'json' };

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url));

/** Header of the fixture's canonical WAV file, bytes. */
const WAV_HEADER = 44;

/** The shipped networks in Node; the app opens them through src/engines/mouth-curves/moonshine-session.ts. */
async function openNetworks(networks: {
  encoder: string;
  head: string;
  featureCount: number;
}): Promise<MouthCurvesNetwork> {
  const open = async (name: string) =>
    ort.InferenceSession.create(await file(`public/models/${name}`));
  const [encoder, head] = [await open(networks.encoder), await open(networks.head)];
  const { featureCount } = networks;
  const floats = (tensor: ort.Tensor | undefined) => tensor?.data as Float32Array;
  return {
    featureCount,
    async encode(pcm) {
      const input = new ort.Tensor('float32', pcm, [1, pcm.length]);
      return floats((await encoder.run({ input_values: input })).features);
    },
    async readMouth(features) {
      const shape = [1, features.length / featureCount, featureCount];
      const out = await head.run({ features: new ort.Tensor('float32', features, shape) });
      return { curves: floats(out.curves), closure: floats(out.closure) };
    },
    async release() {
      await encoder.release();
      await head.release();
    },
  };
}

let speech: Float32Array;

beforeAll(async () => {
  const wav = await file('tests/fixtures/two-sentences.wav');
  const once = new Int16Array(Uint8Array.from(wav).buffer, WAV_HEADER);
  speech = Float32Array.from([...once, ...once], (sample) => sample / 32768);
});

async function curvesOf(
  network: MouthCurvesNetwork,
  pcm: Float32Array,
  block = pcm.length,
): Promise<Float32Array> {
  const engine = new MoonshineMouthCurves([{ network, weight: 1 }]);
  const cutter = new CurveAudioCutter();
  const frames = Math.ceil(pcm.length / SAMPLES_PER_FRAME);
  const audio: CurveAudio[] = [];
  for (let at = 0; at < pcm.length; at += block)
    audio.push(...cutter.push(pcm.slice(at, at + block)));
  audio.push(...cutter.finish(frames));
  const blocks: Float32Array[] = [];
  for (const { index, block, pcm: heard } of audio) blocks[index] = await engine.read(heard, block);
  return joinCurves(blocks, frames);
}

/** Mean and 99th percentile of the differences between two runs of curves. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>) {
  const each = Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))).sort((x, y) => x - y);
  const mean = each.reduce((sum, d) => sum + d, 0) / each.length;
  return { mean, high: each[Math.floor(0.99 * each.length)] ?? NaN };
}

const ENCODERS = [
  {
    name: 'tiny',
    encoder: 'moonshine_tiny_cut4.onnx',
    head: 'mouth-curves-head-tiny.onnx',
    featureCount: 288,
    vector: tinyVector,
  },
  {
    name: 'base',
    encoder: 'moonshine_base_cut5.onnx',
    head: 'mouth-curves-head-base.onnx',
    featureCount: 416,
    vector: baseVector,
  },
];

describe.each(ENCODERS)('mouth curves of real speech, $name', { timeout: 60_000 }, (networks) => {
  const { vector } = networks;
  let network: MouthCurvesNetwork;
  beforeAll(async () => (network = await openNetworks(networks)), 60_000);
  afterAll(() => network.release());

  it('agree with the Python implementation', async () => {
    const curves = await curvesOf(network, speech);
    expect(curves).toHaveLength(vector.frames * CURVE_COUNT);
    // The int8 kernels of processors differ by 1–3 % of the features; audio shifted by half a frame costs more than this.
    const { mean, high } = difference(curves, vector.curves);
    expect(mean).toBeLessThan(0.006);
    expect(high).toBeLessThan(0.06);
    const shifted = await curvesOf(network, speech.subarray(SAMPLES_PER_FRAME / 2));
    expect(difference(shifted, vector.curves).mean).toBeGreaterThan(0.01);
  });

  it('do not depend on how the audio is cut', async () => {
    expect(await curvesOf(network, speech, 12_345)).toEqual(await curvesOf(network, speech));
  });

  it('do not show the borders of blocks', async () => {
    const frames = Math.floor(speech.length / SAMPLES_PER_FRAME);
    const whole = speech.slice(0, frames * SAMPLES_PER_FRAME);
    const features = interpolateFeatures(
      await network.encode(whole),
      network.featureCount,
      2 * frames,
    );
    const { curves, closure } = await network.readMouth(features);
    const around = (values: Float32Array) =>
      values.subarray((BLOCK_FRAMES - 12) * CURVE_COUNT, (BLOCK_FRAMES + 12) * CURVE_COUNT);
    const { mean } = difference(
      around(await curvesOf(network, whole)),
      around(gateCurves(curves, closure)),
    );
    expect(mean).toBeLessThan(0.03);
  });

  it('open in speech and rest in silence and near silence', async () => {
    const openOf = (values: Float32Array) =>
      Array.from(values).filter((_, i) => i % CURVE_COUNT === 0);
    expect(Math.max(...openOf(await curvesOf(network, speech)))).toBeGreaterThan(0.4);
    const hiss = Float32Array.from({ length: SAMPLE_RATE }, (_, i) => 1e-4 * Math.sin(i * i));
    for (const quiet of [new Float32Array(SAMPLE_RATE), new Float32Array(1600), hiss]) {
      expect(Math.max(...openOf(await curvesOf(network, quiet)))).toBeLessThan(0.05);
    }
  });
});
