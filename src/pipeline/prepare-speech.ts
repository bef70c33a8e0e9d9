import { analyseAudio, hearAudio } from './analyse-audio';
import type { VadEngineName } from './audio-analysis';
import { QUALITY } from './quality';
import type { Quality } from './types';

/** What the job to come will ask for. */
export interface SpeechToPrepare {
  vadEngine: VadEngineName;
  quality: Quality;
}

/**
 * The waveform of a file for drawing: the same pass as speech detection, so that asking for both
 * reads the file once. The pass goes on to the mouth curves, so that a job that is asked for at once has not to read
 * the file anew.
 * @returns `peaks` Float32Array [ceil(duration · 50)], 0–1; `duration` in seconds.
 */
export async function audioPeaks(
  audio: Blob,
  { vadEngine, quality }: SpeechToPrepare,
  signal?: AbortSignal,
): Promise<{ peaks: Float32Array; duration: number }> {
  const { speechEncoders: curves, curveThreads } = QUALITY[quality];
  const { peaks, duration } = await hearAudio(audio, {
    vadEngine,
    curves,
    curveThreads,
    curvesLater: true,
    signal,
  });
  return { peaks, duration };
}

/**
 * Sees to it that the mouth curves are there while the user still looks around, so that a job starts at once.
 * A job that is asked for meanwhile waits for this and takes its result.
 */
export async function prepareMouth(
  audio: Blob,
  { vadEngine, quality }: SpeechToPrepare,
  signal: AbortSignal,
): Promise<void> {
  const { speechEncoders: curves, curveThreads } = QUALITY[quality];
  await analyseAudio(audio, { vadEngine, curves, curveThreads, curvesLater: true, signal });
}
