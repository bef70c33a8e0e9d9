/** One triangular band: `weights[i]` belongs to spectrum bin `first + i`. */
export interface MelBand {
  first: number;
  weights: Float64Array;
}

/**
 * Slaney's mel scale (Auditory Toolbox, 1998): linear below 1000 Hz (15 mel there), logarithmic above, where
 * 27 mel are a factor of 6.4.
 */
const LINEAR_HZ_PER_MEL = 200 / 3;
const BREAK_HZ = 1000;
const BREAK_MEL = BREAK_HZ / LINEAR_HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

const melOfHertz = (hertz: number): number =>
  hertz < BREAK_HZ ? hertz / LINEAR_HZ_PER_MEL : BREAK_MEL + Math.log(hertz / BREAK_HZ) / LOG_STEP;

const hertzOfMel = (mel: number): number =>
  mel < BREAK_MEL ? mel * LINEAR_HZ_PER_MEL : BREAK_HZ * Math.exp((mel - BREAK_MEL) * LOG_STEP);

/**
 * Triangular bands, evenly spaced in mel from `low` to `high` Hz, each of the same area.
 * @param options `size` is the length of the Fourier transform, `rate` the sample rate in Hz.
 */
export function melBands(options: {
  bands: number;
  low: number;
  high: number;
  size: number;
  rate: number;
}): MelBand[] {
  const { bands, low, high, size, rate } = options;
  const lowest = melOfHertz(low);
  const step = (melOfHertz(high) - lowest) / (bands + 1);
  const corner = (i: number): number => hertzOfMel(lowest + i * step);
  return Array.from({ length: bands }, (_, band) => {
    const [left, centre, right] = [corner(band), corner(band + 1), corner(band + 2)];
    const first = Math.ceil((left * size) / rate);
    const end = Math.min(Math.floor((right * size) / rate), size / 2) + 1;
    const weights = Float64Array.from({ length: Math.max(0, end - first) }, (_, i) => {
      const hertz = ((first + i) * rate) / size;
      const height = Math.min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
      return (Math.max(0, height) * 2) / (right - left);
    });
    return { first, weights };
  });
}
