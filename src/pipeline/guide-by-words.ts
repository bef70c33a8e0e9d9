import { transfer } from 'comlink';
import { phoneAgreement } from '../core/lipsync/phone-agreement';
import { guideByPhones } from '../core/lipsync/phone-guidance';
import { transcriptWords, type TimedPhone } from '../core/speech/transcript';
import { modelUrl } from '../platform/model-store';
import { isAbort } from '../workers/protocol/errors';
import { readSound } from './analyse-audio';
import type { GenerateOptions } from './options';
import { threads } from './threads';
import type { Warning } from './types';

type Transcript = NonNullable<GenerateOptions['transcript']>;

/** Seconds of speech at most: the search takes about 6 MB of memory a second, and more the longer it gets. */
const LONGEST = 120;

/**
 * Right words put far more of their p, b and m than chance where the network hears lips shut; wrong ones do not.
 * Fewer closures than these few prove nothing, and change as little.
 */
const ENOUGH_CLOSURES = 4;
const LEAST_SHUT = 0.6;
const LEAST_OVER_CHANCE = 0.2;

/**
 * The mouth curves with their closures where the words put them. Whatever is in the way (no such words in the sound, too
 * long a recording, no model) leaves the curves as they were heard, with a warning that says why.
 */
export async function guideByWords(
  audio: Blob,
  { curves, duration }: { curves: Float32Array; duration: number },
  { text, language }: Transcript,
  signal?: AbortSignal,
): Promise<{ curves: Float32Array; warnings: Warning[] }> {
  try {
    const words = transcriptWords(text, language);
    if (duration > LONGEST) {
      throw new RangeError(`The words of at most ${LONGEST} s can be timed.`);
    }
    const url = await modelUrl(`speech-times-${language}`);
    const pcm = await readSound(audio, signal);
    await threads.alignment.load((aligner) => aligner.load(language, url), signal);
    const phones = await threads.alignment.call(
      (aligner) => aligner.align(transfer(pcm, [pcm.buffer]), words),
      signal,
    );
    if (phones === null || !isBelievable(curves, phones)) {
      throw new RangeError('The text does not fit what is spoken.');
    }
    return { curves: guideByPhones(curves, phones), warnings: [] };
  } catch (error) {
    if (isAbort(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The mouth follows the sound alone, not the given text: ${why}`;
    return { curves, warnings: [{ code: 'transcript-unused', message }] };
  }
}

function isBelievable(curves: Float32Array, phones: readonly TimedPhone[]): boolean {
  const { closures, shut, chance } = phoneAgreement(curves, phones);
  if (closures < ENOUGH_CLOSURES) return true;
  return shut >= LEAST_SHUT && shut - chance >= LEAST_OVER_CHANCE;
}
