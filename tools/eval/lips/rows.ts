/** What is measured: engines, and what they follow. */
import { headAudio } from './baselines/headaudio';
import { rhubarb } from './baselines/rhubarb';
import type { SpeakingApp } from './speaking-app';

/** Where the mouth curves come from; null: the app hears them itself, and follows the words that it recognises ("words", as the quality "best" does by itself) or is given ("typed"). */
export type CurveSource = keyof typeof CURVE_SOURCES;

const CURVE_SOURCES = {
  app: null,
  words: null,
  typed: null,
  rhubarb,
  headaudio: headAudio,
} satisfies Record<string, ((sound: Int16Array, frames: number) => Promise<Float32Array>) | null>;

export const OTHERS: CurveSource[] = ['rhubarb', 'headaudio'];

/** What a row tells of its curves: words, which only "best" follows, need no telling of the quality. */
export const nameOf = ({
  curves,
  quality,
}: {
  curves: CurveSource | 'truth';
  quality?: 'best';
}): string =>
  quality && (curves === 'app' || curves === 'truth') ? `${curves}, ${quality}` : curves;

/** Curves that take the place of the app's own; undefined for the app's own. */
export async function curvesFor(
  source: CurveSource,
  sound: Int16Array,
  frames: number,
): Promise<Float32Array | undefined> {
  return CURVE_SOURCES[source]?.(sound, frames);
}

/** What a row needs beside what it measures. */
export interface Task {
  app: SpeakingApp;
  /** Folder for videos. */
  out: string;
  quick: boolean;
  /** Names "engine, curves" of the ways wanted; undefined: all. */
  ways: readonly string[] | undefined;
}

export const isWanted = ({ ways }: Task, engine: string, curves: string): boolean =>
  ways?.includes(`${engine}, ${curves}`) ?? true;
