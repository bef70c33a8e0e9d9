import { wrap } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { CurveAudioCutter, joinCurves } from '../../src/core/lipsync/curve-audio';
import { curveBlock } from '../../src/core/lipsync/curve-blocks';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { MouthCurvesWorkerApi } from '../../src/workers/protocol/mouth-curves';
import tinyVector from '../fixtures/mouth-curves-tiny.json';
import baseVector from '../fixtures/mouth-curves-base.json';
import bothVector from '../fixtures/mouth-curves-both.json';
import twoSentences from '../fixtures/two-sentences.wav?url';

/** Header of the fixture's canonical WAV file, bytes. */
const WAV_HEADER = 44;

const model = (file: string) => new URL(`/models/${file}`, location.href).href;
const TINY = {
  encoder: model('moonshine_tiny_cut4.onnx'),
  head: model('mouth-curves-head-tiny.onnx'),
  weight: 1,
};
const BASE = {
  encoder: model('moonshine_base_cut5.onnx'),
  head: model('mouth-curves-head-base.onnx'),
  weight: 1,
};
const BOTH = [
  { ...BASE, weight: 0.7 },
  { ...TINY, weight: 0.3 },
];

registerTransferHandlers();
const worker = new Worker(new URL('../../src/workers/mouth-curves.worker.ts', import.meta.url), {
  type: 'module',
});
const mouth = wrap<MouthCurvesWorkerApi>(worker);
afterAll(() => worker.terminate());

describe('the mouth curves worker', () => {
  it('wants its networks first', async () => {
    const block = curveBlock(0, 12);
    await expect(mouth.read(new Float32Array(12 * 640), block)).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it.each([
    { name: 'tiny', models: [TINY], vector: tinyVector },
    { name: 'base', models: [BASE], vector: baseVector },
    { name: 'both', models: BOTH, vector: bothVector },
    { name: 'base again', models: [BASE], vector: baseVector },
  ])('turns speech into the curves that Python makes of it ($name)', async ({ models, vector }) => {
    await mouth.load(models);
    const file = await (await fetch(twoSentences)).arrayBuffer();
    const once = Float32Array.from(new Int16Array(file, WAV_HEADER), (sample) => sample / 32768);
    const cutter = new CurveAudioCutter();
    const audio = [...cutter.push(once), ...cutter.push(once), ...cutter.finish(vector.frames)];
    expect(audio.length).toBeGreaterThan(1);
    // In any order, and again: nothing of a block is left for the next.
    for (const order of [audio, [...audio].reverse()]) {
      const blocks: Float32Array[] = [];
      for (const { index, block, pcm } of order) blocks[index] = await mouth.read(pcm, block);
      const curves = joinCurves(blocks, vector.frames);
      expect(curves).toHaveLength(vector.curves.length);
      const off = (other: { curves: number[] }) =>
        curves.reduce((sum, value, i) => sum + Math.abs(value - (other.curves[i] ?? NaN)), 0) /
        curves.length;
      expect(off(vector)).toBeLessThan(0.01);
      // Others are 0.005 away and more: nearest are those that were asked for.
      expect(off(vector)).toBe(Math.min(...[tinyVector, baseVector, bothVector].map(off)));
    }
  });

  it('says which model is missing, and which is not the one expected', async () => {
    await expect(
      mouth.load([BASE, { ...TINY, head: model('nothing.onnx') }]),
    ).rejects.toMatchObject({
      code: 'model-missing',
    });
    const other = [{ ...TINY, head: model('silero_vad_v6_16k.onnx') }];
    await expect(mouth.load(other)).rejects.toMatchObject({ code: 'bad-model' });
    await expect(mouth.load(other)).rejects.toThrow('lacks features, curves, closure');
    await expect(mouth.load([{ ...BASE, head: TINY.head }])).rejects.toThrow(
      'The mouth-curve head reads 288 features, the speech encoder gives 416.',
    );
    // What was loaded before still reads.
    expect(await mouth.read(new Float32Array(12 * 640), curveBlock(0, 12))).toHaveLength(12 * 7);
  });
});
