import { analyseAudio } from './analyse-audio';
import type { VadEngineName } from './audio-analysis';

/**
 * The waveform of a file for drawing: the same pass as speech detection, so that asking for both
 * reads the file once.
 * @returns `peaks` Float32Array [ceil(duration · 50)], 0–1; `duration` in seconds.
 */
export async function audioPeaks(
  audio: Blob,
  vadEngine: VadEngineName,
  signal?: AbortSignal,
): Promise<{ peaks: Float32Array; duration: number }> {
  const { peaks, duration } = await analyseAudio(audio, { vadEngine, curves: false, signal });
  return { peaks, duration };
}

/**
 * Works out the mouth curves while the user still looks around, so that a job starts at once.
 * A job that is asked for meanwhile waits for this and takes its result.
 */
export async function prepareMouth(
  audio: Blob,
  vadEngine: VadEngineName,
  signal: AbortSignal,
): Promise<void> {
  await analyseAudio(audio, { vadEngine, curves: true, signal });
}
