import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanClip } from './edl';
import { clipStretches, type FrameKinds } from './clip-stretches';

type Kind = PlanClip['kind'] | null;

const kinds = (...runs: [Kind, number][]): FrameKinds =>
  runs.flatMap(([kind, frames]) => Array.from({ length: frames }, () => kind));
const always = (strength: number) => () => strength;

describe('clipStretches', () => {
  it('takes each run that is long enough, by kind', () => {
    const video = kinds(['silence', 30], ['talk', 60], [null, 40], ['talk', 20], ['silence', 25]);
    expect(clipStretches(video, [], always(0))).toEqual([
      { kind: 'silence', from: 0, to: 30 },
      { kind: 'talk', from: 30, to: 90 },
      { kind: 'silence', from: 150, to: 175 },
    ]);
  });

  it('never spans a cut', () => {
    expect(clipStretches(kinds(['talk', 100]), [40, 90], always(0))).toEqual([
      { kind: 'talk', from: 0, to: 40 },
      { kind: 'talk', from: 40, to: 90 },
    ]);
  });

  it('would rather have a shorter clip that loops than a longer one that does not', () => {
    // A head that sways with a period of 50 frames.
    const sway = (frame: number) => Math.sin((frame * Math.PI) / 25);
    const seam = (from: number, to: number) => 20 * Math.abs(sway(to) - sway(from));
    for (const { from, to } of clipStretches(kinds(['talk', 120]), [], seam)) {
      expect(seam(from, to)).toBeLessThan(2);
      expect(to - from).toBeGreaterThanOrEqual(25);
    }
    expect(clipStretches(kinds(['talk', 120]), [], always(9))).toEqual([
      { kind: 'talk', from: 0, to: 120 },
    ]);
  });

  it('makes several clips of a long run, none longer than eight seconds', () => {
    const found = clipStretches(kinds(['talk', 1500]), [], always(0));
    expect(found).toHaveLength(8);
    for (const { from, to } of found) expect(to - from).toBeLessThanOrEqual(200);
  });

  it('keeps to the kinds, the cuts and the lengths, and never overlaps', () => {
    const kind = fc.constantFrom<Kind>('talk', 'silence', null);
    const runs = fc.array(fc.tuple(kind, fc.integer({ min: 1, max: 300 })), { maxLength: 6 });
    const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 4 });
    fc.assert(
      fc.property(runs, cuts, fc.integer({ min: 1, max: 99 }), (spans, at, salt) => {
        const video = kinds(...spans);
        const seam = (from: number, to: number) => ((from * 31 + to * 17 * salt) % 100) / 20;
        let before = 0;
        for (const { kind: wanted, from, to } of clipStretches(video, at, seam)) {
          expect(from).toBeGreaterThanOrEqual(before);
          expect(to - from).toBeGreaterThanOrEqual(25);
          expect(to - from).toBeLessThanOrEqual(200);
          expect(new Set(video.slice(from, to))).toEqual(new Set([wanted]));
          expect(at.some((cut) => cut > from && cut < to)).toBe(false);
          before = to;
        }
      }),
      { numRuns: 40 },
    );
  });
});
