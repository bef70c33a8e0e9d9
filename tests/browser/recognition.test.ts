import { proxy, transfer, wrap } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { isCredible, soundsForeign } from '../../src/core/speech/doubt';
import { SAMPLE_RATE } from '../../src/core/time/units';
import { transcriptWords } from '../../src/core/speech/transcript';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { RecognitionWorkerApi } from '../../src/workers/protocol/recognition';
import { samplePcm, SAMPLE_WORDS } from './sample-speech';

registerTransferHandlers();
const worker = new Worker(new URL('../../src/workers/recognition.worker.ts', import.meta.url), {
  type: 'module',
});
const recogniser = wrap<RecognitionWorkerApi>(worker);
afterAll(() => worker.terminate());

const MODEL = new URL('/models/speech-to-text-en.zip', location.href).href;

function recognise(pcm: Float32Array, signal?: AbortSignal) {
  const done: number[] = [];
  const onProgress = proxy((frames: number) => void done.push(frames));
  const spoken = recogniser.recognise(transfer(pcm, [pcm.buffer]), onProgress, signal);
  return { spoken, done };
}

describe('the recognition worker', () => {
  it('wants its model first, and refuses what is none', async () => {
    await expect(recognise(new Float32Array(1600)).spoken).rejects.toMatchObject({
      code: 'internal',
    });
    const other = new URL('/models/manifest.json', location.href).href;
    await expect(recogniser.load(other)).rejects.toMatchObject({ code: 'bad-model' });
  });

  it('writes down most words of the sample', async () => {
    await recogniser.load(MODEL);
    const pcm = await samplePcm();
    const frames = Math.ceil(pcm.length / 640);
    const { spoken, done } = recognise(pcm);
    const [piece, ...others] = await spoken;
    expect(others).toEqual([]);
    expect(piece).toMatchObject({ first: 0, end: frames });
    expect(done).toEqual([frames]);
    const heard = transcriptWords(piece?.text ?? '', 'en');
    const said = transcriptWords(SAMPLE_WORDS, 'en');
    const right = said.filter((word) => heard.includes(word));
    // All 40; Moonshine's smaller recogniser hears 36.
    expect(right.length).toBeGreaterThanOrEqual(0.95 * said.length);
    expect(piece && isCredible(piece)).toBe(true);
  });

  it('is in doubt about what is no English, here speech played backwards', async () => {
    const backwards = (await samplePcm()).reverse().slice(0, 7 * SAMPLE_RATE);
    expect(soundsForeign(await recognise(backwards).spoken)).toBe(true);
  });

  it('hears no words in silence, nor in noise', async () => {
    expect(await recognise(new Float32Array(48_000)).spoken).toEqual([]);
    let state = 1;
    const noise = Float32Array.from({ length: 6 * SAMPLE_RATE }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return 0.1 * (state / 2_147_483_647 - 0.5);
    });
    expect(await recognise(noise).spoken).toEqual([]);
  });

  it('stops on a cancel', async () => {
    const { spoken } = recognise(await samplePcm(), AbortSignal.abort());
    await expect(spoken).rejects.toMatchObject({ name: 'AbortError' });
  });
});
