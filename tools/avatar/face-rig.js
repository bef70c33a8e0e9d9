/**
 * The one mapping from mouth curves to morph weights, for clips and training frames alike.
 *
 * Curves (0–1): open, wide, purse, protrude, press, tuck, part. A morph weight is
 *   constant + Σ gain · curve,
 * where a face takes a share of the rounding of its own, and pressed lips do not protrude: the protrusion target parts them.
 */

/** Morph weight per unit of curve. Rounded lips come together sideways, forward and over the teeth. */
const GAINS = {
  'mouth-open': { open: 0.85, tuck: -0.03 },
  'mouth-retraction': { wide: 0.55 },
  'mouth-pursing': { purse: 0.72 },
  'mouth-narrowing': { purse: 0.5 },
  'mouth-protusion': { protrude: 0.12 },
  'mouth-forward': { protrude: 0.3 },
  'mouth-compression': { press: 0.6 },
  'mouth-part-later': { part: 0.27, tuck: -0.12 },
  'mouth-elevation': { part: 0.22, tuck: 0.42, purse: -0.3 },
  'mouth-depression': { part: 0.15 },
  'mouth-eversion': { tuck: -0.7, purse: 0.35 },
  'mouth-corner-puller': { wide: 0.15, purse: -0.42 },
};

export const CURVES = ['open', 'wide', 'purse', 'protrude', 'press', 'tuck', 'part'];
const ROUNDED = new Set(['purse', 'protrude']);
const PRESS = CURVES.indexOf('press');

/**
 * @param {number[]} curves seven values 0–1 in the order of CURVES
 * @param {{blink: number, brow: number, smile: number}} upper blink 0–1, brow and smile added to rest
 * @param {Record<string, number>} rest morph weights of the face at rest
 * @param {number} rounding share of `purse` and `protrude` that this face follows: narrow mouths with full lips need less
 * @returns {Record<string, number>} morph weights
 */
export function morphWeights(curves, upper, rest, rounding) {
  const weights = { 'mouth-corner-puller': 0, ...rest };
  for (const [morph, gains] of Object.entries(GAINS)) {
    weights[morph] ??= 0;
    CURVES.forEach((curve, i) => {
      const share = ROUNDED.has(curve) ? rounding : 1;
      weights[morph] += (gains[curve] ?? 0) * share * curves[i];
    });
  }
  weights['mouth-protusion'] *= 1 - curves[PRESS];
  weights['mouth-corner-puller'] += upper.smile;
  for (const brow of ['eyebrows-left-up', 'eyebrows-right-up'])
    weights[brow] = (weights[brow] ?? 0) + upper.brow;
  weights['eye-left-closure'] = upper.blink;
  weights['eye-right-closure'] = upper.blink;
  return weights;
}
