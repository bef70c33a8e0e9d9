/** Colour correction of the drawn crop: out = gain · value + offset[channel], values 0–1. */
export interface ColourMatch {
  gain: number;
  offset: readonly [number, number, number];
}

export const NO_COLOUR_CHANGE: ColourMatch = { gain: 1, offset: [0, 0, 0] };

/** Largest brightening or darkening: more than a fifth is not light but a wrong picture. */
const MAX_GAIN = 1.2;
/** Largest shift of a channel against luminance, of 1. */
const MAX_TINT = 0.06;
/** Luminance of R, G, B: ITU-R BT.709. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

/**
 * The correction that gives `drawn` the mean luminance and tint that `seen` has on the pixels
 * listed in `ring`. Both are planes [3 × area], 0–1.
 */
export function matchColour(
  drawn: Float32Array,
  seen: Float32Array,
  ring: Int32Array,
  area: number,
): ColourMatch {
  if (ring.length === 0) return NO_COLOUR_CHANGE;
  const drawnMean = meanColour(drawn, ring, area);
  const seenMean = meanColour(seen, ring, area);
  const drawnLuma = luma(drawnMean);
  const seenLuma = luma(seenMean);
  if (!(drawnLuma > 0)) return NO_COLOUR_CHANGE;
  const gain = clamp(seenLuma / drawnLuma, 1 / MAX_GAIN, MAX_GAIN);
  const tint = (c: 0 | 1 | 2): number =>
    clamp(seenMean[c] - seenLuma - gain * (drawnMean[c] - drawnLuma), -MAX_TINT, MAX_TINT);
  return { gain, offset: [tint(0), tint(1), tint(2)] };
}

/** Indices of the pixels that are both seen and at least slightly covered by the paste. */
export function matchRing(visible: Uint8Array, feather: Float32Array): Int32Array {
  const ring: number[] = [];
  visible.forEach((seen, i) => {
    if (seen === 1 && (feather[i] ?? 0) > 0) ring.push(i);
  });
  return Int32Array.from(ring);
}

type Colour = [number, number, number];

function meanColour(planes: Float32Array, pixels: Int32Array, area: number): Colour {
  const sum: Colour = [0, 0, 0];
  for (const i of pixels) {
    sum[0] += planes[i] as number;
    sum[1] += planes[i + area] as number;
    sum[2] += planes[i + 2 * area] as number;
  }
  return [sum[0] / pixels.length, sum[1] / pixels.length, sum[2] / pixels.length];
}

function luma(colour: Colour): number {
  return LUMA[0] * colour[0] + LUMA[1] * colour[1] + LUMA[2] * colour[2];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
