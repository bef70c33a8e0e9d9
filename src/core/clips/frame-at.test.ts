import { describe, expect, it } from 'vitest';
import type { Edl, EdlEvent } from './edl';
import { framesOf, lipsyncWeights } from './frame-at';

const event = (values: Partial<EdlEvent>): EdlEvent => ({
  recordIn: 0,
  recordOut: 10,
  clip: 's',
  sourceIn: 0,
  sourceOut: 10,
  kind: 'silence',
  lipsync: false,
  ...values,
});

const edl: Edl = {
  fps: 25,
  totalFrames: 30,
  events: [
    event({}),
    event({ recordIn: 10, recordOut: 20, clip: 't', sourceIn: 5, sourceOut: 15, kind: 'speech', lipsync: true, blend: 3 }), // prettier-ignore
    event({ recordIn: 20, recordOut: 30, sourceIn: 12, sourceOut: 2 }),
  ],
};
const clipFrames = new Map([
  ['s', 12],
  ['t', 20],
]);

describe('framesOf', () => {
  it('gives every output frame its clip frame, backwards where the source runs down', () => {
    const frames = [...framesOf(edl, clipFrames)];
    expect(frames.map(({ frame }) => frame)).toEqual(Array.from({ length: 30 }, (_, k) => k));
    expect(frames.slice(8, 12).map((f) => [f.clip, f.sourceFrame])).toEqual([['s', 8], ['s', 9], ['t', 5], ['t', 6]]); // prettier-ignore
    expect(frames.slice(20).map(({ sourceFrame }) => sourceFrame)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]); // prettier-ignore
  });

  it('starts anywhere', () => {
    const all = [...framesOf(edl, clipFrames)];
    expect([...framesOf(edl, clipFrames, { first: 9, end: 22 })]).toEqual(all.slice(9, 22));
  });

  it('plays the clip before on through a blend, turning round at its end, with a falling share', () => {
    const blends = [...framesOf(edl, clipFrames, { first: 9, end: 14 })].map(({ blend }) => blend);
    expect(blends).toEqual([
      null,
      { clip: 's', sourceFrame: 10, share: 0.75 },
      { clip: 's', sourceFrame: 11, share: 0.5 },
      { clip: 's', sourceFrame: 10, share: 0.25 },
      null,
    ]);
  });
});

describe('lipsyncWeights', () => {
  const fading = { ...edl, events: edl.events.map((each, i) => (i === 2 ? { ...each, blend: 2 } : each)) }; // prettier-ignore

  it('is full in speech and fades over three frames in the silence around it', () => {
    const weights = lipsyncWeights(edl, { first: 5, end: 25 });
    expect(Array.from(weights)).toEqual([0, 0, 0.25, 0.5, 0.75, ...Array<number>(10).fill(1), 0.75, 0.5, 0.25, 0, 0]); // prettier-ignore
  });

  it('stays full while a clip that speaks fades out: its own mouth says something else', () => {
    const weights = lipsyncWeights(fading, { first: 18, end: 27 });
    expect(Array.from(weights)).toEqual([1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0]);
  });

  it('gives a range the same weights as the whole', () => {
    const all = lipsyncWeights(fading, { first: 0, end: 30 });
    for (let first = 0; first < 30; first++) {
      expect(lipsyncWeights(fading, { first, end: 30 })).toEqual(all.slice(first));
      expect(lipsyncWeights(fading, { first: 0, end: first })).toEqual(all.slice(0, first));
    }
  });
});
