import { proxy, transfer } from 'comlink';
import { framesOfSeconds, SAMPLE_RATE } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import type { SpokenPiece } from '../workers/protocol/recognition';
import { findWords, keepWords } from './analysis-cache';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';

/**
 * What is said, by Moonshine (English). Cached by content: another face or clip order costs no second hearing, nor the model.
 * @param key names the recording (HeardAudio).
 * @param pcm all of it, mono at 16 kHz, −1…1.
 * @throws AppError model-missing.
 */
export async function recogniseWords(
  key: string,
  pcm: Float32Array,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<SpokenPiece[]> {
  const known = await findWords(key);
  if (known) return known;
  const url = await modelUrl('speech-to-text-en');
  const copy = pcm.slice();
  const frames = framesOfSeconds(pcm.length / SAMPLE_RATE);
  const spoken = await watch.stage('recognition', 'frames', async (report) => {
    await threads.recognition.call((recogniser) => recogniser.load(url, signal), signal);
    return threads.recognition.call(
      (recogniser) =>
        recogniser.recognise(
          transfer(copy, [copy.buffer]),
          proxy((done) => report(done, frames)),
          signal,
        ),
      signal,
    );
  });
  await keepWords(key, spoken);
  return spoken;
}
