import type { SpeechEncoders } from './audio-analysis';
import type { Quality } from './types';

export interface QualitySettings {
  /** Longer side of the output, px; a larger avatar or custom video is shrunk to it. */
  maxSide: number;
  /** The most of a custom video that is looked at, seconds. */
  sourceSeconds: number;
  /** Landmark threads at most; each takes about 150 MB. */
  landmarkThreads: number;
  /** Whether the threads that read speech stay for the next job, or make room for this one's pictures. */
  keepsSpeechThreads: boolean;
  /** Threads that hear the mouth at most; each has the networks and a runtime of its own. */
  curveThreads: number;
  /** Who hears the mouth. */
  speechEncoders: SpeechEncoders;
  /** Whether words, given with the speech or recognised, time the closures of the lips. */
  followsWords: boolean;
  /** Whether the sound is encoded while the pictures are made, on a thread of its own, or after them. */
  soundAlongside: boolean;
  /** Whether x264 makes the pictures where the browser has no encoder in hardware: its software one loses the skin's texture. */
  keepsTexture: boolean;
  /** Times the usual bit rate, which is 2.5 Mbit/s for 512 × 512. */
  bitrateScale: number;
  /** Frames given to the lip-sync thread at a time. */
  batchFrames: number;
  /** Lip-sync threads at most; each takes about 100 MB. */
  lipsyncThreads: number;
  /** Frames of a finished, resumable segment: what a crash can cost, and what is held in memory. */
  segmentFrames: number;
  /** Length of the cross-fade over a cut in frames, at most; 0 cuts hard. */
  blendFrames: number;
}

/** What the presets do; see docs/architecture.md. */
export const QUALITY: Record<Quality, QualitySettings> = {
  fast: {
    maxSide: 1280,
    sourceSeconds: 60,
    landmarkThreads: 4,
    keepsSpeechThreads: true,
    curveThreads: 2,
    speechEncoders: 'base',
    followsWords: false,
    soundAlongside: true,
    keepsTexture: false,
    bitrateScale: 0.6,
    batchFrames: 4,
    lipsyncThreads: 4,
    segmentFrames: 250,
    blendFrames: 0,
  },
  balanced: {
    maxSide: 1920,
    sourceSeconds: 600,
    landmarkThreads: 4,
    keepsSpeechThreads: true,
    curveThreads: 2,
    speechEncoders: 'base',
    followsWords: false,
    soundAlongside: true,
    keepsTexture: false,
    bitrateScale: 1,
    batchFrames: 4,
    lipsyncThreads: 4,
    segmentFrames: 250,
    blendFrames: 4,
  },
  best: {
    maxSide: 3840,
    sourceSeconds: 600,
    landmarkThreads: 4,
    keepsSpeechThreads: true,
    curveThreads: 2,
    speechEncoders: 'base+tiny',
    followsWords: true,
    soundAlongside: true,
    keepsTexture: true,
    bitrateScale: 2,
    batchFrames: 4,
    lipsyncThreads: 4,
    segmentFrames: 250,
    blendFrames: 6,
  },
  low_memory: {
    maxSide: 1280,
    sourceSeconds: 60,
    landmarkThreads: 1,
    keepsSpeechThreads: false,
    curveThreads: 1,
    speechEncoders: 'base',
    followsWords: false,
    soundAlongside: false,
    keepsTexture: false,
    bitrateScale: 1,
    batchFrames: 1,
    lipsyncThreads: 1,
    segmentFrames: 100,
    blendFrames: 4,
  },
};
