import { wrap } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { MouthCurvesWorkerApi } from '../../src/workers/protocol/mouth-curves';
import vector from '../fixtures/mouth-curves.json';
import twoSentences from '../fixtures/two-sentences.wav?url';

/** Header of the fixture's canonical WAV file, bytes. */
const WAV_HEADER = 44;

const model = (file: string) => new URL(`/models/${file}`, location.href).href;
const MODELS = { encoder: model('moonshine_cut3.onnx'), head: model('mouth-curves-head.onnx') };

registerTransferHandlers();
const worker = new Worker(new URL('../../src/workers/mouth-curves.worker.ts', import.meta.url), {
  type: 'module',
});
const mouth = wrap<MouthCurvesWorkerApi>(worker);
afterAll(() => worker.terminate());

describe('the mouth curves worker', () => {
  it('wants its networks first', async () => {
    await expect(mouth.start()).rejects.toMatchObject({ code: 'internal' });
  });

  it('turns speech into the curves that Python makes of it', async () => {
    await mouth.load(MODELS);
    const file = await (await fetch(twoSentences)).arrayBuffer();
    const once = Float32Array.from(new Int16Array(file, WAV_HEADER), (sample) => sample / 32768);
    for (let round = 0; round < 2; round++) {
      await mouth.start();
      await mouth.push(once);
      await mouth.push(once);
      const curves = await mouth.finish(vector.frames);
      expect(curves).toHaveLength(vector.curves.length);
      const off = curves.map((value, i) => Math.abs(value - (vector.curves[i] ?? NaN)));
      expect(off.reduce((sum, d) => sum + d) / off.length).toBeLessThan(0.01);
    }
  });

  it('says which model is missing, and which is not the one expected', async () => {
    await expect(mouth.load({ ...MODELS, head: model('nothing.onnx') })).rejects.toMatchObject({
      code: 'model-missing',
    });
    const other = { ...MODELS, head: model('silero_vad_v6.onnx') };
    await expect(mouth.load(other)).rejects.toMatchObject({ code: 'bad-model' });
    await expect(mouth.load(other)).rejects.toThrow('lacks features, curves, closure');
  });
});
