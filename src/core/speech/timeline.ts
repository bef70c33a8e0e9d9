/** What a stretch of audio holds. */
export type SegmentKind = 'speech' | 'silence';

/** A stretch of one kind; times in seconds, each a whole number of samples at 16 kHz. */
export interface SpeechSegment {
  kind: SegmentKind;
  start: number;
  end: number;
}

/**
 * Speech and silence of an audio file. `segments` are gapless from 0 to `duration` (s), neighbours differ in kind;
 * empty only for empty audio. `scores` Float32Array [n], 0–1, one every `scoreHop` seconds: score k covers
 * k·scoreHop to (k + 1)·scoreHop.
 */
export interface SpeechTimeline {
  duration: number;
  segments: SpeechSegment[];
  scores: Float32Array;
  scoreHop: number;
  engine: string;
}
