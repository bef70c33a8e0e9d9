import { wrap } from 'comlink';
import { afterAll, describe, expect, it } from 'vitest';
import { transcriptWords } from '../../src/core/speech/transcript';
import { registerTransferHandlers } from '../../src/workers/protocol/abort';
import type { AlignmentWorkerApi } from '../../src/workers/protocol/alignment';
import phonesOfSample from '../fixtures/sample.phones.txt?raw';
import { samplePcm, SAMPLE_WORDS } from './sample-speech';

/** Seconds; a frame of the video is 0.04. */
const TOLERANCE = 0.04;

registerTransferHandlers();
const worker = new Worker(new URL('../../src/workers/alignment.worker.ts', import.meta.url), {
  type: 'module',
});
const aligner = wrap<AlignmentWorkerApi>(worker);
afterAll(() => worker.terminate());

describe('the alignment worker', () => {
  it('wants its model first', async () => {
    await expect(aligner.align(new Float32Array(1600), ['hello'])).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('finds when the words of the sample are spoken, to a frame', async () => {
    await aligner.load('en', new URL('/models/speech-times-en.zip', location.href).href);
    const found = await aligner.align(await samplePcm(), transcriptWords(SAMPLE_WORDS, 'en'));
    const centres = (phones: readonly { phone: string; start: number; end: number }[]) =>
      phones
        .filter(({ phone }) => /^[pbm]$/.test(phone))
        .map(({ start, end }) => (start + end) / 2);
    const exact = phonesOfSample
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([phone = '', start, end]) => ({ phone, start: Number(start), end: Number(end) }));
    const truth = centres(exact);
    const timed = centres(found ?? []);
    expect(truth).toHaveLength(26);
    const near = truth.filter((time) => timed.some((t) => Math.abs(t - time) <= TOLERANCE));
    expect(near.length).toBeGreaterThanOrEqual(25);
    expect(timed.length).toBeLessThanOrEqual(27);
  });

  it('says so when the sound is too short for the words', async () => {
    const found = await aligner.align(
      (await samplePcm()).slice(0, 16_000),
      transcriptWords(SAMPLE_WORDS, 'en'),
    );
    expect(found).toBeNull();
  });
});
