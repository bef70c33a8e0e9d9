import { describe, expect, it } from 'vitest';
import { downmixToMono, downmixToStereo } from './downmix';

const one = () => Float32Array.of(1);
const zero = () => Float32Array.of(0);

describe('downmix', () => {
  it('averages left and right to mono', () => {
    expect(downmixToMono([Float32Array.of(1, 0.5), Float32Array.of(0, 0.5)])).toEqual(
      Float32Array.of(0.5, 0.5),
    );
  });

  it('keeps speech in the centre of 5.1 at −3 dB and drops the LFE', () => {
    const silent = [zero(), zero(), zero(), zero(), zero(), zero()];
    const centre = silent.with(2, one());
    expect(downmixToMono(centre)[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(downmixToMono(silent.with(3, one()))[0]).toBe(0);
  });

  it('never clips 5.1 to stereo and keeps the sides apart', () => {
    const [left, right] = downmixToStereo([one(), one(), one(), one(), one(), one()]);
    expect(left?.[0]).toBeCloseTo(1, 6);
    expect(right?.[0]).toBeCloseTo(1, 6);
    const sides = downmixToStereo([zero(), zero(), zero(), zero(), one(), zero()]);
    expect(sides[0]?.[0]).toBeGreaterThan(0.2);
    expect(sides[1]?.[0]).toBe(0);
  });

  it('passes mono and stereo through', () => {
    const channels = [Float32Array.of(0.1), Float32Array.of(0.2)];
    expect(downmixToStereo(channels)).toEqual(channels);
  });
});
