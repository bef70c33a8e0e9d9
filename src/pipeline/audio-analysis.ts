import type { SpeechScores } from '../core/speech/segment';
import type { CurveStream } from './curve-stream';
import type { SpeechOptions, Warning } from './types';

export type VadEngineName = NonNullable<SpeechOptions['vadEngine']>;

/**
 * Who hears mouths: Moonshine "base", or it and "tiny" side by side, which err in different places. The second one is fetched for the
 * quality "best" alone.
 */
export type SpeechEncoders = 'base' | 'base+tiny';

/** What speech detection and the waveform need of an audio file. */
export interface HeardAudio {
  /** Content key of the file. */
  key: string;
  /** Seconds, from the number of decoded samples. */
  duration: number;
  /** Waveform: Float32Array [ceil(duration · 50)], 0–1. */
  peaks: Float32Array;
  scores: SpeechScores;
  warnings: Warning[];
}

/** What is told before the whole pass is done. */
export interface Hearing {
  heard: HeardAudio;
  /** Null where the pass reads none. */
  curves: CurveStream | null;
  /**
   * Whose curves they are, known once their networks are loaded: "base" alone where "tiny" could not be had, which the warnings
   * then tell.
   */
  encoders: Promise<SpeechEncoders | null>;
}

/** What is known of an audio file after one streamed pass over it. */
export interface AudioAnalysis extends HeardAudio {
  /** Mouth curves Float32Array [round(duration · 25) × 7]; null where they were not asked for. */
  curves: Float32Array | null;
  /** Whose curves they are: "base" alone where "tiny" could not be had. */
  encoders: SpeechEncoders | null;
}

export interface AnalysisRequest {
  vadEngine: VadEngineName;
  /**
   * The encoders whose mouth curves are wanted, null for none. They cost about 50 ms of processor time a second of audio
   * (half as much again with both); only a job needs them.
   */
  curves: SpeechEncoders | null;
  /** Threads that read curves at most; default: as many as there is work for. */
  curveThreads?: number;
  /** Seconds from the start after which the sound is taken to end; default: all of it. */
  most?: number;
  signal?: AbortSignal | undefined;
  /** The curves are taken as they come, if at all: the hearing goes first, and the progress is its own. */
  curvesLater?: boolean;
  /** Seconds done of seconds in all, of the curves too where they are asked for. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}
