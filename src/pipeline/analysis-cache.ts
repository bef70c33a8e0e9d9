import type { SpeechScores } from '../core/speech/segment';
import type { CacheStore } from '../platform/storage/caches';
import { appStorage } from '../platform/storage/storage';
import type { SpokenPiece } from '../workers/protocol/recognition';
import type { AnalysisRequest, HeardAudio, SpeechEncoders } from './audio-analysis';

/** Part of every key; raise it when a network or its post-processing changes. */
const VERSION = 4;

export interface Waveform {
  /** Seconds. */
  duration: number;
  peaks: Float32Array;
}

const keyOf = (what: string, contentKey: string) => `${what}/${VERSION}/${contentKey}`;
const curvesKey = (encoders: SpeechEncoders, contentKey: string) =>
  keyOf(`curves-${encoders}`, contentKey);
const scoresKey = (engine: string, contentKey: string) => keyOf(`speech-${engine}`, contentKey);

/** What is known already of a file seen before. */
export interface KnownAnalysis {
  waveform: Waveform | undefined;
  scores: SpeechScores | undefined;
  curves: Float32Array | undefined;
}

export async function findAnalysis(
  key: string,
  { vadEngine, curves }: Pick<AnalysisRequest, 'vadEngine' | 'curves'>,
): Promise<KnownAnalysis> {
  const caches = await openCaches();
  const [waveform, scores, mouth] = await Promise.all([
    caches?.get(keyOf('waveform', key)),
    caches?.get(scoresKey(vadEngine, key)),
    curves ? caches?.get(curvesKey(curves, key)) : undefined,
  ]);
  return {
    waveform: waveform as Waveform | undefined,
    scores: scores as SpeechScores | undefined,
    curves: mouth as Float32Array | undefined,
  };
}

/** A fallback's scores are kept under the fallback's own name, so that the better engine is tried again. */
export async function keepHeard({ key, duration, peaks, scores }: HeardAudio): Promise<void> {
  const caches = await openCaches();
  const waveform: Waveform = { duration, peaks };
  await caches?.put(keyOf('waveform', key), waveform);
  await caches?.put(scoresKey(scores.engine, key), scores);
}

export async function keepCurves(
  key: string,
  encoders: SpeechEncoders,
  curves: Float32Array,
): Promise<void> {
  await (await openCaches())?.put(curvesKey(encoders, key), curves);
}

/** The recognised words of a file, undefined until they were kept. */
export async function findWords(key: string): Promise<SpokenPiece[] | undefined> {
  return (await (await openCaches())?.get(keyOf('words', key))) as SpokenPiece[] | undefined;
}

export async function keepWords(key: string, spoken: readonly SpokenPiece[]): Promise<void> {
  await (await openCaches())?.put(keyOf('words', key), spoken);
}

/** Where the browser allows no storage (some private windows), things are computed again. */
async function openCaches(): Promise<CacheStore | null> {
  try {
    return (await appStorage()).caches;
  } catch (error) {
    console.warn('Nothing is cached.', error);
    return null;
  }
}
