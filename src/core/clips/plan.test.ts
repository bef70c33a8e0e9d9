import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpeechSegment } from '../speech/timeline';
import type { Edl, PlanClip } from './edl';
import { planClips, type PlanOptions } from './plan';
import { POSE_VALUES, type PoseSignature } from './pose-signature';

const talk = (name: string, frames: number): PlanClip => ({ name, kind: 'talk', frames });
const silence = (name: string, frames: number): PlanClip => ({ name, kind: 'silence', frames });

/** Alternating segments that end at the given seconds; the first is a silence. */
function timelineOf(...ends: number[]) {
  const segments = ends.map((end, index): SpeechSegment => {
    return { kind: index % 2 === 0 ? 'silence' : 'speech', start: ends[index - 1] ?? 0, end };
  });
  return { duration: ends.at(-1) ?? 0, segments };
}

const plan = (ends: number[], clips: PlanClip[], options?: PlanOptions) =>
  planClips(timelineOf(...ends), clips, options).edl;

/** Output frame → "clip:frame". */
function shown({ events }: Edl): string[] {
  return events.flatMap(({ clip, sourceIn, sourceOut }) =>
    Array.from({ length: sourceOut - sourceIn }, (_, k) => `${clip}:${sourceIn + k}`),
  );
}

/** A pose whose first value is the given number in each frame. */
function poseOf(positions: number[]): PoseSignature {
  const values = new Float32Array(positions.length * POSE_VALUES);
  positions.forEach((position, frame) => values.set([position], frame * POSE_VALUES));
  return { frames: positions.length, values };
}

describe('planClips', () => {
  it('rounds boundaries from absolute time, so that many segments lose no frame', () => {
    const ends = Array.from({ length: 50 }, (_, k) => (k + 1) * 0.513);
    const { events, totalFrames } = plan(ends, [talk('t', 90), silence('s', 90)]);
    expect(totalFrames).toBe(Math.round(50 * 0.513 * 25));
    const borders = events
      .filter(({ kind }, k) => kind !== events[k - 1]?.kind)
      .map((e) => e.recordIn);
    expect(borders).toEqual([0, ...ends.slice(0, -1)].map((t) => Math.round(t * 25)));
  });

  it('takes talking clips for speech and idle ones for silence, and syncs only speech', () => {
    const { events } = plan([1, 3, 4], [talk('t', 100), silence('s', 100)]);
    expect(events.map(({ clip, kind, lipsync }) => [clip, kind, lipsync])).toEqual([
      ['s', 'silence', false],
      ['t', 'speech', true],
      ['s', 'silence', false],
    ]);
  });

  it('loops a clip through a segment longer than it, last frame to first', () => {
    const edl = plan([0.4, 4.4], [talk('t', 30), silence('s', 50)]);
    expect(shown(edl).slice(10)).toEqual(Array.from({ length: 100 }, (_, k) => `t:${k % 30}`));
  });

  it('prefers the clip whose length is nearest to the segment', () => {
    const clips = [talk('long', 400), talk('right', 80), talk('short', 20), silence('s', 50)];
    const { events } = plan([0, 3], clips);
    expect(events.map(({ clip }) => clip)).toEqual(['right']);
  });

  it('does not play a clip twice in a row when another one fits', () => {
    const ends = Array.from({ length: 30 }, (_, k) => k + 1);
    const clips = [
      talk('a', 60),
      talk('b', 70),
      talk('c', 400),
      silence('s', 50),
      silence('z', 60),
    ];
    const { events } = plan(ends, clips);
    for (const kind of ['speech', 'silence']) {
      const names = events.filter((event) => event.kind === kind).map(({ clip }) => clip);
      names.forEach((name, index) => expect(name).not.toBe(names[index + 1]));
    }
  });

  it('alternates clips inside a speech longer than all of them', () => {
    const { events } = plan([0, 30], [talk('a', 100), talk('b', 120), talk('c', 50)]);
    expect(new Set(events.map(({ clip }) => clip)).size).toBeGreaterThan(1);
    expect(Math.min(...events.map((event) => event.recordOut - event.recordIn))).toBeGreaterThan(
      40,
    );
  });

  it('enters the next clip where the head is nearest and moves alike', () => {
    // The idle clip is left at 0.5 moving up; the talking clip passes 0.5 twice: first down, then up.
    const idle = Array.from({ length: 31 }, (_, k) => 0.26 + 0.01 * k);
    const swing = Array.from({ length: 100 }, (_, k) => Math.abs(50 - k) / 100);
    const poses = new Map([
      ['s', poseOf(idle)],
      ['t', poseOf([0.9, ...swing.map((p) => p + 0.3)])],
    ]);
    const { events } = plan([1, 2], [talk('t', 101), silence('s', 31)], { poses });
    expect(events[1]?.sourceIn).toBe(72);
    expect(events[1]?.jump).toBeLessThan(0.005);
  });

  it('cuts where the heads meet, off the border of the speech, which stays where it is', () => {
    // The idle clip drifts towards the talking one until frame 30, eight frames after the border.
    const idle = Array.from({ length: 60 }, (_, k) => 0.6 - 0.02 * Math.abs(30 - k));
    const poses = new Map([
      ['s', poseOf(idle)],
      ['t', poseOf(Array.from({ length: 80 }, (_, k) => 0.6 + 0.02 * k))],
    ]);
    const edl = plan([0.88, 3], [talk('t', 80), silence('s', 60)], { poses });
    expect(edl.events.map(({ clip, kind, lipsync }) => [clip, kind, lipsync])).toEqual([
      ['s', 'silence', false],
      ['s', 'speech', true],
      ['t', 'speech', true],
    ]);
    expect(edl.events[1]?.recordIn).toBe(22);
    expect(edl.events[2]?.recordIn).toBeGreaterThan(26);
    expect(edl.events[2]?.jump).toBeLessThan(0.015);
  });

  it('never shows a clip for less than half a second around a cut that it moved', () => {
    const drifting = Array.from({ length: 90 }, (_, k) => Math.sin(k / 7));
    const poses = new Map(
      ['t', 'u', 's', 'z'].map((name, k) => [name, poseOf(drifting.map((p) => p + k / 20))]),
    );
    const ends = Array.from({ length: 24 }, (_, k) => (k + 1) * 0.7);
    const clips = [talk('t', 90), talk('u', 90), silence('s', 90), silence('z', 90)];
    const { events } = plan(ends, clips, { poses });
    const shows = events.reduce<number[]>((lengths, { clip, recordIn, recordOut }, k) => {
      const goesOn = events[k - 1]?.clip === clip;
      const before = goesOn ? (lengths.pop() ?? 0) : 0;
      return [...lengths, before + recordOut - recordIn];
    }, []);
    expect(shows.length).toBeGreaterThan(12);
    expect(Math.min(...shows)).toBeGreaterThanOrEqual(12);
  });

  it('does not begin a loop a few frames before its seam', () => {
    // The heads meet best at the clip's last frames, and hardly worse in its midst.
    const poses = new Map([
      ['s', poseOf(Array<number>(50).fill(0.5))],
      [
        't',
        poseOf(Array.from({ length: 60 }, (_, k) => (k === 58 ? 0.5 : k === 20 ? 0.502 : 0.51))),
      ],
    ]);
    const { events } = plan([2, 3.5], [talk('t', 60), silence('s', 50)], { poses });
    const lengths = events.map(({ sourceIn, sourceOut }) => sourceOut - sourceIn);
    expect(Math.min(...lengths)).toBeGreaterThan(5);
  });

  it('reports the jump that remains and asks for a blend that grows with it', () => {
    const jumpOf = (distance: number) => {
      const poses = new Map([
        ['s', poseOf(Array<number>(25).fill(0))],
        ['t', poseOf(Array<number>(50).fill(distance))],
      ]);
      return plan([1, 2], [talk('t', 50), silence('s', 25)], { poses }).events[1];
    };
    expect(jumpOf(0.3)?.jump).toBeCloseTo(0.3);
    expect(jumpOf(0.3)?.blend).toBe(6);
    expect(jumpOf(0.05)?.blend).toBe(5);
    expect(jumpOf(0.02)?.blend).toBe(3);
    // Where the heads meet, the shoulders, which no track knows, do not.
    expect(jumpOf(0)?.blend).toBe(2);
    expect(plan([1, 2], [talk('t', 50), silence('s', 25)]).events[1]?.blend).toBe(4);
  });

  it('leaves out a first frame that only repeats the last one when it loops', () => {
    const circle = Array.from({ length: 41 }, (_, k) => Math.sin((k * Math.PI) / 20));
    const poses = new Map([['t', poseOf(circle)]]);
    const edl = plan([0, 4], [talk('t', 41)], { poses });
    expect(shown(edl)[41]).toBe('t:1');
    expect(edl.events[1]?.blend).toBeUndefined();
  });

  it('turns a clip round, or fades it into itself, where that is how it loops', () => {
    const seconds = [0, 2.4];
    const toAndFro = plan(seconds, [{ ...talk('t', 30), loopFix: 'ping-pong' }]).events;
    expect(toAndFro.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut])).toEqual([[0, 30], [29, 1], [0, 2]]); // prettier-ignore
    expect(toAndFro.every(({ blend, jump }) => blend === undefined && jump === undefined)).toBe(true); // prettier-ignore
    const faded = plan(seconds, [{ ...talk('t', 30), loopFix: 'blend' }]).events;
    expect(faded.map(({ sourceIn, blend }) => [sourceIn, blend])).toEqual([
      [0, undefined],
      [0, 4],
    ]);
  });

  it('goes on backwards where the segment before has left the clip so', () => {
    const clips: PlanClip[] = [{ ...silence('s', 30), loopFix: 'ping-pong' }];
    const { events } = plan([1.6, 2], clips);
    expect(events.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut])).toEqual([[0, 30], [29, 19], [19, 9]]); // prettier-ignore
  });

  it('makes do with one kind of clip and says so', () => {
    const talking = planClips(timelineOf(1, 2), [talk('t', 40)]);
    expect(talking.warnings.map(({ code }) => code)).toEqual(['no-silence-clips']);
    expect(talking.edl.events.every(({ lipsync }) => lipsync)).toBe(true);
    const idle = planClips(timelineOf(1, 2), [silence('s', 40)]);
    expect(idle.warnings.map(({ code }) => code)).toEqual(['no-talk-clips']);
    expect(idle.edl.events.map(({ kind, lipsync }) => [kind, lipsync])).toContainEqual([
      'speech',
      true,
    ]);
  });

  it('refuses clip sets that it cannot plan with', () => {
    expect(() => plan([1], [])).toThrow(RangeError);
    expect(() => plan([1], [talk('t', 0)])).toThrow(/"t" has 0 frames/);
    expect(() => plan([1], [talk('t', 2), silence('t', 2)])).toThrow(/Two clips/);
  });

  it('varies with the seed alone', () => {
    const clips = ['a', 'b', 'c', 'd'].map((name) => talk(name, 60));
    const ends = Array.from({ length: 40 }, (_, k) => k + 1);
    const plans = [1, 1, 2].map((seed) => plan(ends, clips, { seed }));
    expect(plans[0]).toEqual(plans[1]);
    expect(plans[0]).not.toEqual(plans[2]);
  });
});

describe('planClips, for any timeline and any clips', () => {
  const timeline = fc
    .array(fc.integer({ min: 1, max: 80_000 }), { minLength: 1, maxLength: 25 })
    .map((samples) => {
      let end = 0;
      return timelineOf(...samples.map((count) => (end += count) / 16_000));
    });
  const clips = fc
    .array(fc.tuple(fc.constantFrom('talk', 'silence'), fc.integer({ min: 1, max: 150 })), {
      minLength: 1,
      maxLength: 6,
    })
    .map(
      (kinds) =>
        kinds.map(([kind, frames], k) => ({ name: `clip ${k}`, kind, frames })) as PlanClip[],
    );
  const position = fc.double({ min: -1, max: 1, noNaN: true });

  it('is gapless, totals round(duration · 25), stays inside the clips, and never freezes or skips', () => {
    fc.assert(
      fc.property(
        timeline,
        clips,
        fc.array(position, { maxLength: 6 }),
        fc.integer(),
        (t, c, tilt, seed) => {
          const poses = new Map(
            c.slice(0, tilt.length).map(({ name, frames }, k) => {
              const walk = Array.from({ length: frames }, (_, i) =>
                Math.sin(i / 9 + 7 * (tilt[k] ?? 0)),
              );
              return [name, poseOf(walk)] as const;
            }),
          );
          const { edl } = planClips(t, c, { poses, seed });
          expect(edl.totalFrames).toBe(Math.round(t.duration * 25));
          let at = 0;
          for (const event of edl.events) {
            const clip = c.find(({ name }) => name === event.clip);
            expect(event.recordIn).toBe(at);
            expect(event.recordOut).toBeGreaterThan(event.recordIn);
            expect(event.recordOut - event.recordIn).toBe(event.sourceOut - event.sourceIn);
            expect(event.sourceIn).toBeGreaterThanOrEqual(0);
            expect(event.sourceOut).toBeLessThanOrEqual(clip?.frames ?? -1);
            expect(event.blend ?? 1).toBeLessThanOrEqual(event.recordOut - event.recordIn);
            at = event.recordOut;
          }
          expect(at).toBe(edl.totalFrames);
          expect(planClips(t, c, { poses, seed }).edl).toEqual(edl);
        },
      ),
      { numRuns: 60 },
    );
  });
});
