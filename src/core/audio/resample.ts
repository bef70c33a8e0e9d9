/** Half-length of the windowed sinc, in zero crossings at the lower of the two rates. */
const ZERO_CROSSINGS = 32;

/** Stop-band attenuation the window is designed for, in dB. */
const ATTENUATION_DB = 80;

/**
 * Cut-off as a share of the lower Nyquist frequency: the transition band of 64 zero crossings at
 * 80 dB is 0.16 Nyquist wide (Kaiser & Schafer 1980), so it ends exactly at Nyquist.
 */
const CUTOFF = 0.92;

/** Kaiser's β for a given attenuation above 50 dB (Kaiser & Schafer 1980). */
const KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);

/**
 * Streaming sample-rate conversion by a polyphase windowed sinc (Smith, "Digital Audio Resampling").
 * The ratio is kept as a fraction of integers, so that it never drifts, and the pieces it is fed in
 * do not change the result. n samples in give exactly round(n · outRate / inRate) samples out.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  readonly #taps: Float32Array;
  /** Input samples from absolute index `#start`; index −half… before the first sample is silence. */
  #buffer: Float32Array;
  #start: number;
  #received = 0;
  #emitted = 0;
  /** Position of the next output sample: input index and phase (in 1/#up input samples). */
  #index = 0;
  #phase = 0;

  /** Rates in whole hertz. Throws RangeError if either is not a positive integer. */
  constructor(inRate: number, outRate: number) {
    if (!(Number.isInteger(inRate) && inRate > 0 && Number.isInteger(outRate) && outRate > 0)) {
      throw new RangeError(`Sample rates must be positive integers: ${inRate} to ${outRate}.`);
    }
    const divisor = greatestCommonDivisor(inRate, outRate);
    this.#up = outRate / divisor;
    this.#down = inRate / divisor;
    const stretch = Math.max(1, inRate / outRate);
    this.#half = inRate === outRate ? 0 : Math.ceil(ZERO_CROSSINGS * stretch);
    this.#taps = this.#half === 0 ? new Float32Array(0) : polyphase(this.#up, this.#half, stretch);
    this.#start = 1 - this.#half;
    this.#buffer = new Float32Array(Math.max(0, this.#half - 1));
  }

  /** Takes the next samples, returns those of the output that no later input can change. */
  push(input: Float32Array): Float32Array<ArrayBuffer> {
    this.#received += input.length;
    if (this.#half === 0) {
      this.#emitted += input.length;
      return input.slice();
    }
    this.#append(input);
    return this.#emit(this.#received - this.#half);
  }

  /** Ends the stream and returns the rest. */
  flush(): Float32Array<ArrayBuffer> {
    if (this.#half === 0) return new Float32Array(0);
    const total = Math.round((this.#received * this.#up) / this.#down);
    this.#append(new Float32Array(this.#half + 1));
    return this.#emit(this.#received, total - this.#emitted);
  }

  #append(input: Float32Array): void {
    const keepFrom = Math.max(0, this.#index - this.#half + 1 - this.#start);
    const kept = this.#buffer.subarray(Math.min(keepFrom, this.#buffer.length));
    const buffer = new Float32Array(kept.length + input.length);
    buffer.set(kept);
    buffer.set(input, kept.length);
    this.#start += this.#buffer.length - kept.length;
    this.#buffer = buffer;
  }

  /** Emits the output samples at input indices below `end`, or exactly `count` of them. */
  #emit(end: number, count?: number): Float32Array<ArrayBuffer> {
    const available = (end - this.#index) * this.#up - this.#phase;
    const length = count ?? Math.max(0, Math.ceil(available / this.#down));
    const output = new Float32Array(length);
    const width = 2 * this.#half;
    const offset = 1 - this.#half - this.#start;
    for (let i = 0; i < length; i += 1) {
      output[i] = dot(this.#buffer, this.#index + offset, this.#taps, this.#phase * width, width);
      this.#phase += this.#down;
      this.#index += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    this.#emitted += length;
    return output;
  }
}

/** Two sums side by side, so that neither waits for the other; `width` is even. */
function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let even = 0;
  let odd = 0;
  for (let t = 0; t < width; t += 2) {
    even += (a[atA + t] ?? 0) * (b[atB + t] ?? 0);
    odd += (a[atA + t + 1] ?? 0) * (b[atB + t + 1] ?? 0);
  }
  return even + odd;
}

/** Filter rows [phases × 2·half], each summing to 1 so that no phase changes the level. */
function polyphase(phases: number, half: number, stretch: number): Float32Array {
  const width = 2 * half;
  const taps = new Float32Array(phases * width);
  const normaliser = besselI0(KAISER_BETA);
  const cutoff = CUTOFF / stretch;
  for (let phase = 0; phase < phases; phase += 1) {
    const row = new Float64Array(width);
    let sum = 0;
    for (let t = 0; t < width; t += 1) {
      const distance = t - half + 1 - phase / phases;
      const position = distance / half;
      const window =
        Math.abs(position) >= 1
          ? 0
          : besselI0(KAISER_BETA * Math.sqrt(1 - position * position)) / normaliser;
      row[t] = sinc(cutoff * distance) * window;
      sum += row[t] ?? 0;
    }
    for (let t = 0; t < width; t += 1) taps[phase * width + t] = (row[t] ?? 0) / sum;
  }
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
