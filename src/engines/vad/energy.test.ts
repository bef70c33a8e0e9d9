import { describe, expect, it } from 'vitest';
import { segmentSpeech } from '../../core/speech/segment';
import { SAMPLE_RATE } from '../../core/time/units';
import { EnergyVad } from './energy';

/** Noise of the given levels: [seconds, amplitude] runs, from a fixed sequence. */
function noise(runs: [number, number][]): Float32Array {
  let seed = 7;
  return Float32Array.from(
    runs.flatMap(([seconds, amplitude]) =>
      Array.from({ length: seconds * SAMPLE_RATE }, () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return amplitude * (seed / 2 ** 31 - 1);
      }),
    ),
  );
}

async function timeline(pcm: Float32Array, block = pcm.length) {
  const vad = new EnergyVad();
  for (let at = 0; at < pcm.length; at += block) await vad.push(pcm.slice(at, at + block));
  const { scoreHop, name: engine } = vad;
  return segmentSpeech({ scores: await vad.finish(), scoreHop, engine }, pcm.length, {
    threshold: 0.5,
    minSilence: 0.75,
  });
}

describe('EnergyVad', () => {
  it('finds loud stretches between pauses to within 50 ms, in noise too', async () => {
    for (const floor of [0, 0.003]) {
      const { segments } = await timeline(noise([[1, floor], [2, 0.3], [1, floor], [1.5, 0.2], [1, floor]])); // prettier-ignore
      expect(segments.map(({ kind }) => kind)).toEqual([
        'silence',
        'speech',
        'silence',
        'speech',
        'silence',
      ]);
      [0, 1, 3, 4, 5.5].forEach((start, index) => {
        expect(Math.abs((segments[index]?.start ?? 99) - start)).toBeLessThan(0.05);
      });
    }
  });

  it('adapts to a quiet speaker after a loud one', async () => {
    const turn = (amplitude: number): [number, number][] => [[2, amplitude], [1, 1e-4]]; // prettier-ignore
    const runs = [...Array<number>(8).fill(0.5), ...Array<number>(8).fill(0.004)].flatMap(turn);
    const { segments } = await timeline(noise(runs));
    const quiet = segments.filter(({ kind, start }) => kind === 'speech' && start >= 24);
    expect(quiet.length).toBeGreaterThanOrEqual(6);
  });

  it('calls silence and steady noise silence', async () => {
    expect((await timeline(new Float32Array(SAMPLE_RATE))).segments).toHaveLength(1);
    expect((await timeline(noise([[3, 0.1]]))).segments[0]?.kind).toBe('silence'); // prettier-ignore
    expect((await timeline(noise([[1, 1e-5], [1, 5e-4], [1, 1e-5]]))).segments[0]?.kind).toBe('silence'); // prettier-ignore
  });

  it('scores every 10 ms, whatever the block length', async () => {
    const pcm = noise([[1, 0.001], [1, 0.3], [0.505, 0.001]]); // prettier-ignore
    const whole = await timeline(pcm);
    const blocks = await timeline(pcm, 333);
    expect(whole.scores).toHaveLength(251);
    expect(blocks.scores).toEqual(whole.scores);
    expect(await new EnergyVad().finish()).toHaveLength(0);
  });
});
