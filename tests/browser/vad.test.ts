import { wrap } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { segmentSpeech } from '../../src/core/speech/segment';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { VadWorkerApi } from '../../src/workers/protocol/vad';
import twoSentences from '../fixtures/two-sentences.wav?url';

/** Seconds at which the fixture's two synthetic sentences start and end (level above −35 dB). */
const SPOKEN = [
  [1.232, 2.407],
  [3.954, 5.742],
] as const;

/** Header of the fixture's canonical WAV file, bytes. */
const WAV_HEADER = 44;

async function pcm(): Promise<Float32Array> {
  const file = await (await fetch(twoSentences)).arrayBuffer();
  return Float32Array.from(new Int16Array(file, WAV_HEADER), (sample) => sample / 32768);
}

registerTransferHandlers();
const worker = new Worker(new URL('../../src/workers/vad.worker.ts', import.meta.url), {
  type: 'module',
});
const vad = wrap<VadWorkerApi>(worker);
afterAll(() => worker.terminate());

async function detect(engine: 'silero' | 'energy', block: number) {
  await vad.load(engine, new URL('/models/silero_vad_v6_16k.onnx', location.href).href);
  await vad.start();
  const audio = await pcm();
  for (let at = 0; at < audio.length; at += block) await vad.push(audio.slice(at, at + block));
  const scores = await vad.finish();
  return segmentSpeech(scores, audio.length, { threshold: 0.5, minSilence: 0.75 });
}

describe('the speech detection worker', () => {
  it('finds the two sentences with Silero', async () => {
    const { segments, scores, scoreHop, engine, duration } = await detect('silero', 16_000);
    expect(engine).toBe('silero');
    expect(scores).toHaveLength(Math.ceil(duration / scoreHop));
    expect(segments.map(({ kind }) => kind)).toEqual([
      'silence',
      'speech',
      'silence',
      'speech',
      'silence',
    ]);
    SPOKEN.forEach(([start, end], index) => {
      expect(Math.abs((segments[2 * index + 1]?.start ?? 99) - start)).toBeLessThan(0.15);
      expect(Math.abs((segments[2 * index + 1]?.end ?? 99) - end)).toBeLessThan(0.25);
    });
  });

  it('gives the same scores for other block lengths', async () => {
    const { scores } = await detect('silero', 16_000);
    expect((await detect('silero', 7_001)).scores).toEqual(scores);
  });

  it('finds the two sentences by energy alone', async () => {
    const { segments, engine } = await detect('energy', 16_000);
    expect(engine).toBe('energy');
    expect(segments.filter(({ kind }) => kind === 'speech')).toHaveLength(2);
  });

  it('says which model is missing', async () => {
    await vad.load('energy');
    await expect(vad.load('silero', '/models/nothing.onnx')).rejects.toMatchObject({
      code: 'model-missing',
    });
    await vad.load('energy');
  });
});
