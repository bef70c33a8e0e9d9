import { isCredible, soundsForeign, tellsLanguage } from '../../core/speech/doubt';
import { piecesAtPauses, samplesOfPiece } from '../../core/speech/pieces-at-pauses';
import { SAMPLE_RATE } from '../../core/time/units';
import type { SpokenPiece } from '../../workers/protocol/recognition';
import { spokenNumbers } from './spoken-numbers';

/** A shorter or quieter piece holds no word: samples; largest |sample|. */
const SHORTEST = SAMPLE_RATE / 10;
const LEAST_PEAK = 0.003;

/**
 * Recognises a recording piece by piece; ends early where it is in another language than the recogniser's: half a minute of it, and nothing credible yet.
 * @param pcm mono at 16 kHz, −1…1, of any length.
 * @param textOf what is said in the samples of a piece, "" for nothing.
 * @param onProgress told the frames that are done, at 25 fps.
 * @returns pieces in which something is said.
 */
export async function recognisePieces(
  pcm: Float32Array,
  textOf: (samples: Float32Array) => Promise<Pick<SpokenPiece, 'text' | 'doubt'>>,
  onProgress?: (frames: number) => void,
): Promise<SpokenPiece[]> {
  const spoken: SpokenPiece[] = [];
  for (const piece of piecesAtPauses(pcm)) {
    const samples = samplesOfPiece(pcm, piece);
    if (samples.length >= SHORTEST && samples.some((value) => Math.abs(value) > LEAST_PEAK)) {
      const { text, doubt } = await textOf(samples);
      if (text !== '') spoken.push({ ...piece, text, reading: spokenNumbers(text), doubt });
    }
    onProgress?.(piece.end);
    if (tellsLanguage(spoken) && soundsForeign(spoken) && !spoken.some(isCredible)) break;
  }
  return spoken;
}
