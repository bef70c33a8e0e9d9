import { describe, expect, it } from 'vitest';
import { MEL_BANDS } from '../../core/audio/mel';
import type { AudioFeatures } from './audio-features';
import { AveFeatures, type WindowEncoder } from './ave-features';
import { MelFeatures } from './mel-features';
import { PcmFeatures } from './pcm-features';

const RATE = 16_000;

/** A sound whose loudness rises with time, so that windows differ. */
const rising = (seconds: number) =>
  Float32Array.from(
    { length: seconds * RATE },
    (_, i) => Math.sin(i / 30) * (0.01 + i / RATE / 10),
  );

/** Gives the first value it was shown in all values of each row, and counts its calls. */
function firstValue(rowSize: number, rows: (samples: number) => number) {
  const seen: number[] = [];
  const encoder: WindowEncoder = {
    encode(values) {
      seen.push(values.length);
      return Promise.resolve(new Float32Array(rows(values.length) * rowSize).fill(values[0] ?? 0));
    },
    release: () => Promise.resolve(),
  };
  return { encoder, seen };
}

function feed(features: AudioFeatures, pcm: Float32Array, block: number): number {
  for (let at = 0; at < pcm.length; at += block) features.push(pcm.slice(at, at + block));
  return features.finish();
}

describe('AveFeatures', () => {
  const ave = () => firstValue(512, () => 1);

  it('encodes the window at floor(3.2 · frame), the first and the last one twice', async () => {
    const mel = new MelFeatures();
    const melFrames = feed(mel, rising(1), 5000);
    const frames = await mel.rows(0, melFrames);
    const features = new AveFeatures(ave().encoder);
    const total = feed(features, rising(1), 3333);
    expect(melFrames).toBe(81);
    // int((81 − 16) / 80 · 25) + 2 windows, and two more.
    expect(total).toBe(24);
    const rows = await features.rows(0, total);
    const starts = Array.from({ length: total }, (_, k) => {
      const start = Math.min(Math.floor(3.2 * Math.max(0, k - 1)), melFrames - 16);
      return frames[start * MEL_BANDS];
    });
    expect(Array.from({ length: total }, (_, k) => rows[k * 512])).toEqual(starts);
    expect(new Set(starts).size).toBeGreaterThan(15);
  });

  it('gives the same rows piece by piece, each encoded once', async () => {
    const whole = new AveFeatures(ave().encoder);
    const total = feed(whole, rising(3), 48_000);
    const expected = await whole.rows(0, total);

    const { encoder, seen } = ave();
    const pieces = new AveFeatures(encoder);
    const pcm = rising(3);
    const half = pcm.length / 2;
    const known = pieces.push(pcm.slice(0, half));
    expect(known).toBeGreaterThan(25);
    expect(known).toBeLessThanOrEqual(38);
    expect(await pieces.rows(0, known)).toEqual(expected.slice(0, known * 512));
    pieces.forgetBefore(known - 8);
    pieces.push(pcm.slice(half));
    expect(pieces.finish()).toBe(total);
    expect(await pieces.rows(known - 8, total)).toEqual(expected.slice((known - 8) * 512));
    expect(seen).toHaveLength(total);
  });

  it('hears silence around a sound shorter than a window', async () => {
    const features = new AveFeatures(ave().encoder);
    const total = feed(features, new Float32Array(800), 800);
    expect(await features.rows(0, total)).toEqual(new Float32Array(total * 512).fill(-4));
  });
});

describe('PcmFeatures', () => {
  /** HuBERT: a step of 1024 values for every 320 samples of windows of 400; two a row. */
  const hubert = () => firstValue(1024, (samples) => Math.floor((samples - 80) / 320));

  it('hears blocks of 20 s with their overlap, and keeps no more than it must', async () => {
    const { encoder, seen } = hubert();
    const features = new PcmFeatures('hubert', encoder);
    const pcm = Float32Array.from({ length: 45 * RATE }, (_, i) => Math.floor(i / RATE));
    const total = feed(features, pcm, 10 * RATE);
    // Of 2249 steps the odd last one is dropped.
    expect(total).toBe(1124);
    const rows = await features.rows(490, 510);
    expect(rows).toHaveLength(20 * 2048);
    expect([rows[0], rows[10 * 2048 - 1], rows[10 * 2048]]).toEqual([0, 0, 20]);
    expect(seen).toEqual([320_080, 320_080]);
    await features.rows(500, 600);
    expect(seen).toHaveLength(2);
    features.forgetBefore(1000);
    expect((await features.rows(1000, 1200)).length).toBe(124 * 2048);
    expect(seen[2]).toBe(5 * RATE);
  });

  /** WeNet: each row of 8192 values holds the first sample of its 67 frames (silence before the sound). */
  function wenet() {
    const seen: number[] = [];
    const encoder: WindowEncoder = {
      encode(pcm) {
        seen.push(pcm.length);
        const count = Math.ceil((Math.floor((pcm.length + 80) / 160) + 3) / 5);
        const rows = new Float32Array(count * 8192);
        for (let row = 0; row < count; row++) {
          rows.fill(pcm[row * 800 - 5120] ?? 0, row * 8192, (row + 1) * 8192);
        }
        return Promise.resolve(rows);
      },
      release: () => Promise.resolve(),
    };
    return { encoder, seen };
  }

  it('lets the rows of WeNet hear across the ends of the blocks', async () => {
    const { encoder, seen } = wenet();
    const features = new PcmFeatures('wenet', encoder);
    const pcm = Float32Array.from({ length: 41 * RATE }, (_, i) => i);
    const total = feed(features, pcm, 7 * RATE);
    // One row more than 20 a second, which the silence behind the sound lets ring out.
    expect(total).toBe(41 * 20 + 1);
    features.forgetBefore(395);
    const rows = await features.rows(395, total);
    const expected = Array.from({ length: total - 395 }, (_, i) => (395 + i) * 800 - 5120);
    expect(expected.map((_, i) => rows[i * 8192])).toEqual(expected);
    expect(seen).toEqual([320_000 + 5840, 5600 + 320_000 + 5840, 5600 + RATE]);
  });

  it('knows only whole blocks before the end of the sound', () => {
    const features = new PcmFeatures('wenet', firstValue(8192, () => 400).encoder);
    expect(features.push(new Float32Array(20 * RATE))).toBe(0);
    expect(features.push(new Float32Array(5839))).toBe(0);
    expect(features.push(new Float32Array(1))).toBe(400);
    expect(features.finish()).toBe(408);
  });
});
