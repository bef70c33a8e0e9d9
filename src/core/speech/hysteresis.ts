/** Half-open range of samples at 16 kHz. */
export interface SampleRange {
  start: number;
  end: number;
}

export interface HysteresisOptions {
  /** Score that opens a speech region. */
  enter: number;
  /** Score below which an open region may close. */
  exit: number;
  /** Samples that the score must stay low before the region closes. */
  minSilence: number;
  /** Samples; shorter regions are dropped. */
  minSpeech: number;
}

/**
 * Speech regions of a score sequence by two thresholds (the method of Silero VAD's get_speech_timestamps): a region
 * opens at `enter`, survives dips between `exit` and `enter`, and closes where it first fell below `exit` once no
 * score has reached `enter` again for `minSilence`.
 *
 * @param scores Float32Array [n], score k covers samples k·hop to (k + 1)·hop.
 * @param hop samples a score.
 * @param total samples of the audio; regions are clipped to it.
 * @returns disjoint regions in rising order.
 */
export function speechRegions(
  scores: Float32Array,
  hop: number,
  total: number,
  { enter, exit, minSilence, minSpeech }: HysteresisOptions,
): SampleRange[] {
  const regions: SampleRange[] = [];
  let start = -1;
  let fall = -1;
  const close = (end: number) => {
    const clipped = Math.min(end, total);
    if (clipped - start >= minSpeech) regions.push({ start, end: clipped });
    start = fall = -1;
  };
  scores.forEach((score, index) => {
    const at = index * hop;
    if (score >= enter) {
      if (start < 0) start = at;
      fall = -1;
    } else if (start >= 0 && score < exit) {
      if (fall < 0) fall = at;
      if (at + hop - fall >= minSilence) close(fall);
    }
  });
  if (start >= 0) close(fall < 0 ? total : fall);
  return regions;
}

/**
 * Widens regions by `pad` samples on both sides; where two would meet, they share the gap at its middle.
 * @returns regions inside 0…total; touching ones stay separate.
 */
export function padRegions(regions: SampleRange[], pad: number, total: number): SampleRange[] {
  return regions.map(({ start, end }, index) => {
    const before = regions[index - 1];
    const after = regions[index + 1];
    const floor = before ? Math.ceil((before.end + start) / 2) : 0;
    const ceiling = after ? Math.ceil((end + after.start) / 2) : total;
    return { start: Math.max(start - pad, floor), end: Math.min(end + pad, ceiling) };
  });
}
