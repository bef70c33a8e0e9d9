import { transfer } from 'comlink';
import { phoneAgreement } from '../core/lipsync/phone-agreement';
import { guideByPhones } from '../core/lipsync/phone-guidance';
import { CURVE_COUNT } from '../core/lipsync/curve-window';
import { isCredible, soundsForeign } from '../core/speech/doubt';
import { samplesOfPiece, type Piece } from '../core/speech/pieces-at-pauses';
import { transcriptWords, type TimedPhone } from '../core/speech/transcript';
import { framesOfSeconds } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import { isAbort } from '../workers/protocol/errors';
import { readSound } from './analyse-audio';
import type { HeardAudio } from './audio-analysis';
import type { GenerateOptions } from './options';
import { recogniseWords } from './recognise-words';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import type { Warning } from './types';

type Transcript = NonNullable<GenerateOptions['transcript']>;

/**
 * Seconds of speech at most. Given words are searched in all of it at once, with about 6 MB of memory a second, and more the longer it
 * gets; recognised ones piece by piece, and only the sound is held (64 kB a second).
 */
const LONGEST = { given: 120, recognised: 1800 };

/**
 * Right words put far more of their p, b and m than chance where the network hears lips shut; wrong ones do not.
 * Fewer closures than these few prove nothing, and change as little.
 */
const ENOUGH_CLOSURES = 4;
const LEAST_SHUT = 0.6;
const LEAST_OVER_CHANCE = 0.2;

/** What is said in a part of a recording. */
interface SpokenPart extends Piece {
  /** Null: what is said is not known. */
  text: string | null;
}

/**
 * The mouth curves with their closures where the words put them. Whatever is in the way (no such words in the sound, too
 * long a recording, no model) leaves the curves as they were heard, with a warning that says why.
 */
export async function guideByWords(
  audio: Blob,
  { key, curves, duration }: Pick<HeardAudio, 'key' | 'duration'> & { curves: Float32Array },
  { text, language }: Transcript,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<{ curves: Float32Array; warnings: Warning[] }> {
  const unused = (message: string) => ({ code: 'transcript-unused', message });
  const source = text === undefined ? 'recognised' : 'given';
  try {
    if (text !== undefined) transcriptWords(text, language);
    const longest = LONGEST[source];
    if (duration > longest) throw new RangeError(`The words of at most ${longest} s can be timed.`);
    const url = await modelUrl(`speech-times-${language}`);
    const pcm = await readSound(audio, signal);
    const end = framesOfSeconds(duration);
    const parts =
      text === undefined ? await recognised(key, pcm, watch, signal) : [{ first: 0, end, text }];
    await threads.alignment.load((aligner) => aligner.load(language, url), signal);
    const guided = curves.slice();
    let missed = 0;
    await watch.stage('words', 'items', async (report) => {
      for (const [i, part] of parts.entries()) {
        report(i, parts.length);
        const range = [part.first * CURVE_COUNT, part.end * CURVE_COUNT] as const;
        const heard = curves.subarray(...range);
        const phones = await timed(pcm, part, language, signal);
        if (phones && isBelievable(heard, phones))
          guided.set(guideByPhones(heard, phones, source), range[0]);
        else missed += 1;
      }
    });
    if (missed === parts.length) throw new RangeError('The words do not fit what is heard.');
    const partly = `In ${missed} of ${parts.length} parts of the speech the mouth follows the sound alone: its words could not be made out.`;
    return { curves: guided, warnings: missed > 0 ? [unused(partly)] : [] };
  } catch (error) {
    if (isAbort(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return {
      curves,
      warnings: [unused(`The mouth follows the sound alone, not the words. ${why}`)],
    };
  }
}

/** What is said, in parts of which nothing or everything is believed. */
async function recognised(
  key: string,
  pcm: Float32Array,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<SpokenPart[]> {
  const spoken = await recogniseWords(key, pcm, watch, signal);
  if (spoken.length === 0) throw new RangeError('No words were recognised.');
  if (soundsForeign(spoken))
    throw new RangeError('The speech is no English, or not clear enough to recognise its words.');
  if (!spoken.some(isCredible)) throw new RangeError('The words could not be made out.');
  return spoken.map((piece) => {
    const { first, end, reading } = piece;
    return { first, end, text: isCredible(piece) ? reading : null };
  });
}

/** When the phones of a part are spoken, seconds from its beginning; null where its words cannot be found. */
async function timed(
  pcm: Float32Array,
  part: SpokenPart,
  language: Transcript['language'],
  signal?: AbortSignal,
): Promise<TimedPhone[] | null> {
  const words = part.text === null ? null : wordsOf(part.text, language);
  if (words === null) return null;
  const sound = samplesOfPiece(pcm, part).slice();
  return threads.alignment.call(
    (aligner) => aligner.align(transfer(sound, [sound.buffer]), words),
    signal,
  );
}

/** Null for a text without words. */
function wordsOf(text: string, language: Transcript['language']): string[] | null {
  try {
    return transcriptWords(text, language);
  } catch {
    return null;
  }
}

function isBelievable(curves: Float32Array, phones: readonly TimedPhone[]): boolean {
  const { closures, shut, chance } = phoneAgreement(curves, phones);
  if (closures < ENOUGH_CLOSURES) return true;
  return shut >= LEAST_SHUT && shut - chance >= LEAST_OVER_CHANCE;
}
