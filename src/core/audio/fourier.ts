/**
 * Discrete Fourier transform of a fixed length by the mixed-radix method of Cooley and Tukey (1965): the
 * length is split into its prime factors, so that 800 = 2⁵ · 5² costs little more than a power of two.
 */
export class Fourier {
  readonly length: number;
  readonly #factors: readonly number[];
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(length: number) {
    if (!Number.isInteger(length) || length < 1) {
      throw new RangeError(`A transform of ${length} values is not possible.`);
    }
    this.length = length;
    this.#factors = primeFactors(length);
    this.#cos = new Float64Array(length);
    this.#sin = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const angle = (2 * Math.PI * i) / length;
      this.#cos[i] = Math.cos(angle);
      this.#sin[i] = -Math.sin(angle);
    }
  }

  /**
   * Magnitudes of the spectrum of real values, for bins 0 … length / 2.
   * @param values Float64Array [length].
   * @param magnitudes written: Float64Array [floor(length / 2) + 1].
   */
  magnitudes(values: Float64Array, magnitudes: Float64Array): void {
    const re = new Float64Array(this.length);
    const im = new Float64Array(this.length);
    this.#transform(values, 0, 1, re, im, 0, this.length, 0);
    for (let bin = 0; bin < magnitudes.length; bin++) {
      magnitudes[bin] = Math.hypot(re[bin] as number, im[bin] as number);
    }
  }

  /** Transforms the `count` values at from, from + step, …; the result goes to [to, to + count). */
  #transform(
    values: Float64Array,
    from: number,
    step: number,
    re: Float64Array,
    im: Float64Array,
    to: number,
    count: number,
    depth: number,
  ): void {
    const radix = this.#factors[depth];
    if (radix === undefined) {
      re[to] = values[from] as number;
      im[to] = 0;
      return;
    }
    const part = count / radix;
    for (let r = 0; r < radix; r++) {
      this.#transform(
        values,
        from + r * step,
        step * radix,
        re,
        im,
        to + r * part,
        part,
        depth + 1,
      );
    }
    const partRe = new Float64Array(radix);
    const partIm = new Float64Array(radix);
    const turn = this.length / count;
    for (let k = 0; k < part; k++) {
      for (let r = 0; r < radix; r++) {
        partRe[r] = re[to + r * part + k] as number;
        partIm[r] = im[to + r * part + k] as number;
      }
      for (let q = 0; q < radix; q++) {
        const bin = k + q * part;
        let sumRe = 0;
        let sumIm = 0;
        for (let r = 0; r < radix; r++) {
          const twiddle = (r * bin * turn) % this.length;
          const c = this.#cos[twiddle] as number;
          const s = this.#sin[twiddle] as number;
          sumRe += (partRe[r] as number) * c - (partIm[r] as number) * s;
          sumIm += (partRe[r] as number) * s + (partIm[r] as number) * c;
        }
        re[to + bin] = sumRe;
        im[to + bin] = sumIm;
      }
    }
  }
}

function primeFactors(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (let factor = 2; rest > 1; factor++) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return factors;
}
