import { describe, expect, it } from 'vitest';
import type { Edl } from '../core/clips/edl';
import { QUALITY } from './quality';
import { segmentRequest, type RenderPlan } from './render-segments';

const TOTAL = 600;

function plan(): RenderPlan {
  const event = (recordIn: number, recordOut: number, blend = 0): Edl['events'][number] => ({
    recordIn,
    recordOut,
    clip: 'a talk.mp4',
    sourceIn: 0,
    sourceOut: recordOut - recordIn,
    kind: 'speech',
    lipsync: true,
    blend,
  });
  return {
    edl: {
      fps: 25,
      totalFrames: TOTAL,
      events: [event(0, 248), event(248, 300, 4), event(300, 600)],
    },
    mouth: {
      curves: async (first, end) =>
        Promise.resolve(
          Float32Array.from({ length: (end - first) * 7 }, (_, i) => first + Math.floor(i / 7)),
        ),
      weights: Float32Array.from({ length: TOTAL }, (_, i) => i),
    },
    mouthPlan: Float32Array.from({ length: TOTAL * 2 }, (_, i) => Math.floor(i / 2)),
    features: null,
    encoder: 'webcodecs',
    badge: true,
    quality: QUALITY.balanced,
  };
}

describe('segmentRequest', () => {
  it('gives the rows of the engine’s plan that belong to its own frames', async () => {
    expect([...((await segmentRequest(plan(), 250, 252)).plan ?? [])]).toEqual([
      250, 250, 251, 251,
    ]);
    const unplanned = await segmentRequest({ ...plan(), mouthPlan: null }, 250, 252);
    expect(unplanned.plan).toBeUndefined();
  });

  it('gives the curves with four rows more on both sides, and says where they start', async () => {
    const middle = await segmentRequest(plan(), 250, 500);
    expect(middle.curvesFirst).toBe(246);
    expect(middle.curves.length).toBe(258 * 7);
    expect(middle.curves[0]).toBe(246);
    expect([...middle.weights.subarray(0, 2)]).toEqual([250, 251]);
    expect(middle.weights.length).toBe(250);
  });

  it('has no rows beyond the ends of the job', async () => {
    expect((await segmentRequest(plan(), 0, 250)).curvesFirst).toBe(0);
    const last = await segmentRequest(plan(), 500, TOTAL);
    expect(last.curves.at(-1)).toBe(TOTAL - 1);
  });

  it('keeps the events that a blend at the start of the segment still shows', async () => {
    const { events, blendedCuts } = await segmentRequest(plan(), 250, 500);
    expect(events.map(({ recordIn }) => recordIn)).toEqual([0, 248, 300]);
    expect(blendedCuts).toEqual([248]);
  });

  it('blends no longer than the quality allows', async () => {
    const long = plan();
    for (const event of long.edl.events) if (event.recordIn === 248) event.blend = 6;
    const blendOf = async (quality: keyof typeof QUALITY) => {
      const { events } = await segmentRequest({ ...long, quality: QUALITY[quality] }, 250, 500);
      return events.find(({ recordIn }) => recordIn === 248)?.blend;
    };
    expect([await blendOf('balanced'), await blendOf('best')]).toEqual([4, 6]);
  });

  it('blends nothing when the quality forbids it', async () => {
    const request = await segmentRequest({ ...plan(), quality: QUALITY.fast }, 250, 500);
    expect(request.blendedCuts).toBeUndefined();
    expect(request.events.map(({ recordIn }) => recordIn)).toEqual([248, 300]);
  });
});
