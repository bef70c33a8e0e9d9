import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurveAudioCutter, joinCurves } from '../../core/lipsync/curve-audio';
import { BLOCK_FRAMES, MARGIN_FRAMES, WINDOW_FRAMES } from '../../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../../core/lipsync/curve-window';
import { SAMPLES_PER_FRAME } from '../../core/time/units';
import { MoonshineMouthCurves, type MouthCurvesNetwork } from './moonshine';

const FEATURE_COUNT = 3;

/** A network whose `wide` curve is `gain` times the first sample under each frame; remembers the windows it saw. */
function recorder(gain = 1) {
  const windows: Float32Array[] = [];
  const network: MouthCurvesNetwork = {
    featureCount: FEATURE_COUNT,
    encode(pcm) {
      windows.push(pcm);
      const steps = Math.floor((pcm.length - 511) / 384);
      return Promise.resolve(new Float32Array(Math.max(2, steps) * FEATURE_COUNT));
    },
    readMouth(features) {
      const pcm = windows.at(-1) ?? new Float32Array();
      const frames = features.length / FEATURE_COUNT / 2;
      const curves = new Float32Array(frames * CURVE_COUNT);
      for (let i = 0; i < frames; i++) {
        curves[i * CURVE_COUNT + 1] = gain * (pcm[i * SAMPLES_PER_FRAME] ?? NaN);
      }
      return Promise.resolve({ curves, closure: new Float32Array(frames) });
    },
    release: () => Promise.resolve(),
  };
  return { windows, network };
}

/** Audio whose samples count the frames, in 1/4096. */
const counting = (samples: number) =>
  Float32Array.from({ length: samples }, (_, i) => Math.floor(i / SAMPLES_PER_FRAME) / 4096);

async function run(pcm: Float32Array, cuts: readonly number[], totalFrames: number) {
  const { windows, network } = recorder();
  const engine = new MoonshineMouthCurves([{ network, weight: 1 }]);
  const cutter = new CurveAudioCutter();
  let at = 0;
  const audio = cuts.flatMap((cut) => cutter.push(pcm.slice(at, (at += cut))));
  audio.push(...cutter.push(pcm.slice(at)), ...cutter.finish(totalFrames));
  const blocks: Float32Array[] = [];
  for (const { index, block, pcm: heard } of audio) blocks[index] = await engine.read(heard, block);
  return { curves: joinCurves(blocks, totalFrames), windows };
}

describe('MoonshineMouthCurves', () => {
  it('gives frame i the audio under frame i, however the audio is cut and however long it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 700 * SAMPLES_PER_FRAME }),
        fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 4 }),
        fc.integer({ min: -1, max: 1 }),
        async (samples, cuts, extra) => {
          const frames = Math.ceil(samples / SAMPLES_PER_FRAME);
          const total = Math.max(0, frames + extra);
          const { curves } = await run(counting(samples), cuts, total);
          expect(curves).toHaveLength(total * CURVE_COUNT);
          const heard = curves.filter((_, i) => i % CURVE_COUNT === 1);
          const spoken = Float32Array.from({ length: total }, (_, i) =>
            i < frames ? i / 4096 : 0,
          );
          expect(heard).toEqual(spoken);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('shows the network each block with a margin on both sides, and no more', async () => {
    const frames = 2.5 * BLOCK_FRAMES;
    const { windows } = await run(counting(frames * SAMPLES_PER_FRAME), [], frames);
    expect(windows.map((window) => window.length / SAMPLES_PER_FRAME)).toEqual([
      BLOCK_FRAMES + MARGIN_FRAMES,
      WINDOW_FRAMES,
      BLOCK_FRAMES / 2 + MARGIN_FRAMES,
    ]);
    expect(windows[1]?.[0]).toBe((BLOCK_FRAMES - MARGIN_FRAMES) / 4096);
  });

  it('extends a last, unfinished frame with silence, not with older audio', async () => {
    const frames = BLOCK_FRAMES + MARGIN_FRAMES + 30;
    const { windows } = await run(
      new Float32Array(frames * SAMPLES_PER_FRAME - 100).fill(0.5),
      [],
      frames,
    );
    expect(windows.at(-1)?.subarray(-100)).toEqual(new Float32Array(100));
    expect(windows.at(-1)?.at(-101)).toBe(0.5);
  });

  it('gives the weighted mean of what its networks read, from the same windows', async () => {
    const [one, other] = [recorder(), recorder(2)];
    const engine = new MoonshineMouthCurves([
      { network: one.network, weight: 0.75 },
      { network: other.network, weight: 0.25 },
    ]);
    const cutter = new CurveAudioCutter();
    const [audio] = [...cutter.push(counting(60 * SAMPLES_PER_FRAME)), ...cutter.finish(60)];
    if (!audio) throw new Error('No window of audio.');
    const curves = await engine.read(audio.pcm, audio.block);
    expect(curves[40 * CURVE_COUNT + 1]).toBeCloseTo((1.25 * 40) / 4096, 6);
    expect(other.windows).toEqual(one.windows);
  });

  it('rests without audio, and shows very short audio in a longer window', async () => {
    expect((await run(new Float32Array(), [], 3)).curves).toEqual(new Float32Array(21));
    const { curves, windows } = await run(counting(100), [], 1);
    expect(curves).toHaveLength(CURVE_COUNT);
    expect(windows[0]?.length).toBe(12 * SAMPLES_PER_FRAME);
  });
});
