import { beforeAll, describe, expect, it } from 'vitest';
import { REST_FACE } from '../../../tests/fixtures/rest-face';
import type { FaceTrack } from '../faces/face-track';
import { chooseKeyFrames, type KeyFrame } from './key-frames';
import { widthOf } from './mouth-shape';
import { TARGET_VALUES } from './mouth-targets';
import { PersonModel } from './person-model';
import { planMouths } from './plan-mouths';
import { PLAN_ROW, readRow, tapsAt } from './plan-row';
import { turnAngle, withPose } from './pose';
import { ShapeModel } from './shape-model';
import { SHAPE_PRIOR } from './shape-prior';

const FRAMES = 120;
const wide = widthOf(REST_FACE);
const mover = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
const openOf = (frame: number): number => 0.08 + 0.08 * Math.sin(frame / 7);

/** A face that speaks and turns, by at most `most` radians. */
function track(most = 0.2): FaceTrack {
  const frames = Array.from({ length: FRAMES }, (_, i) => {
    const turn = most * Math.sin(i / 25);
    const shape = mover.shape({ open: openOf(i), wide, press: 0, tuck: 0, protrude: 0 });
    const rotation = [
      Math.cos(turn),
      0,
      Math.sin(turn),
      0,
      1,
      0,
      -Math.sin(turn),
      0,
      Math.cos(turn),
    ];
    return { landmarks: withPose(shape, { scale: 100, rotation, shift: [200, 200, 0] }), score: 1 };
  });
  return { width: 400, height: 400, fps: 25, frames };
}

let person: PersonModel;
let keys: KeyFrame[];
beforeAll(() => {
  const learnt = PersonModel.learn([{ name: 'talk', track: track() }], SHAPE_PRIOR);
  if (!learnt) throw new Error('The track shows a face.');
  person = learnt;
  keys = chooseKeyFrames(person, 30);
});

const textures = (n: number) => ({
  distances: new Float32Array(n * n),
  sharpness: new Float32Array(n).fill(1),
  covered: new Array<boolean>(n).fill(false),
});
const targetsOf = (opens: number[]): Float32Array =>
  Float32Array.from(opens.flatMap((open) => [open, wide, 0, 0, 0]));
const shown = (frames: number) =>
  Array.from({ length: frames }, (_, i) => ({ clip: 'talk', sourceFrame: i % FRAMES }));

describe('PersonModel', () => {
  it('measures openings in eye distances, whatever the pose', () => {
    person.openings.forEach((open, i) => expect(open).toBeCloseTo(openOf(i), 1));
    expect(Math.abs((person.poseAt('talk', 3)?.scale ?? 0) - 100)).toBeLessThan(2);
    expect(person.faceAt('talk', FRAMES)).toBeNull();
    expect(person.faceAt('other', 0)).toBeNull();
  });

  it('gives back a face that it takes apart', () => {
    const face = person.faceAt('talk', 40);
    if (!face) throw new Error('There is a face.');
    withPose(face.shape, face.pose).forEach((value, k) =>
      expect(value).toBeCloseTo(face.landmarks[k] ?? 0, 1),
    );
  });

  it('draws less on a face the further it is turned, and not at all from 45° on', () => {
    const turning = PersonModel.learn([{ name: 'talk', track: track(1) }], SHAPE_PRIOR);
    const strengths = { faint: 0, full: 0, none: 0 };
    for (let i = 0; i < FRAMES; i++) {
      const turn = (180 / Math.PI) * Math.abs(Math.sin(i / 25));
      const strength = turning?.strengthAt('talk', i) ?? NaN;
      if (turn > 46) expect(strength).toBe(0);
      if (turn < 34) expect(strength).toBe(1);
      strengths[strength === 0 ? 'none' : strength === 1 ? 'full' : 'faint'] += 1;
    }
    for (const frames of Object.values(strengths)) expect(frames).toBeGreaterThan(3);
  });

  it('leaves a mouth alone that is covered, and fades beside it', () => {
    const covered = Array.from({ length: FRAMES }, (_, i) => i >= 40 && i < 60);
    const hand = { ...track(), covered };
    const seen = PersonModel.learn([{ name: 'talk', track: hand }], SHAPE_PRIOR);
    const at = (frame: number): number => seen?.strengthAt('talk', frame) ?? NaN;
    expect([36, 37, 38, 39, 40, 50, 60, 63].map(at)).toEqual([1, 0.75, 0.5, 0.25, 0, 0, 0.25, 1]);
    const lent = seen ? chooseKeyFrames(seen).map(({ frame }) => frame) : [];
    expect(lent.length).toBeGreaterThan(20);
    expect(lent.filter((frame) => covered[frame])).toEqual([]);
  });

  it('takes mended shots as they are, and carries nothing over the cut between them', () => {
    const CUT = 50;
    const at = 61 * 3 + 1;
    // Lips that are shut for a single frame, and in the second shot a smile.
    const frames = track(0).frames.map((face, i) => {
      const landmarks = face?.landmarks.slice() ?? new Float32Array();
      if (i >= CUT) landmarks[at] = (landmarks[at] ?? 0) - 5;
      if (i === 20) landmarks[14 * 3 + 1] = landmarks[13 * 3 + 1] ?? 0;
      return { landmarks, score: 1 };
    });
    frames.splice(CUT - 2, 2);
    const holed = [...frames.slice(0, CUT - 2), null, null, ...frames.slice(CUT - 2)];
    const learn = (cuts?: number[]) => {
      const two = { ...track(0), frames: holed, ...(cuts && { cuts }) };
      return PersonModel.learn([{ name: 'two', track: two }], SHAPE_PRIOR);
    };
    const mended = learn([CUT]);
    const measured = learn();
    expect(mended?.faceAt('two', 20)?.landmarks).toEqual(holed[20]?.landmarks);
    expect(measured?.faceAt('two', 20)?.landmarks).not.toEqual(holed[20]?.landmarks);
    expect([mended?.faceAt('two', CUT - 1), measured?.faceAt('two', CUT - 1)?.score]).toEqual([null, 0]); // prettier-ignore
    const carried = (person: PersonModel | null, frame: number): number =>
      person?.residualAt('two', frame)?.[at] ?? NaN;
    const leap = (person: PersonModel | null): number =>
      carried(person, CUT) - carried(person, CUT - 3);
    expect(leap(mended)).toBeLessThan(-0.03);
    expect(Math.abs(leap(measured))).toBeLessThan(0.02);
    expect(mended?.strengthAt('two', CUT)).toBe(1);
    expect(mended?.strengthAt('two', CUT - 3)).toBe(0.25);
  });

  it('knows nobody where no face is', () => {
    const empty = { ...track(), frames: track().frames.map(() => null) };
    expect(PersonModel.learn([{ name: 'talk', track: empty }], SHAPE_PRIOR)).toBeNull();
  });
});

describe('chooseKeyFrames', () => {
  it('takes frames that differ, from shut to wide open', () => {
    const opens = keys.map(({ open }) => open);
    expect(new Set(keys.map(({ frame }) => frame)).size).toBe(keys.length);
    expect(Math.max(...opens) - Math.min(...opens)).toBeGreaterThan(0.14);
    expect(chooseKeyFrames(person, 8).map(({ frame }) => frame)).toEqual(
      keys.slice(0, 8).map(({ frame }) => frame),
    );
  });
});

it('borrows no mouth of a face turned by more than 35°', () => {
  const turning = PersonModel.learn([{ name: 'talk', track: track(1) }], SHAPE_PRIOR);
  const turns = turning ? chooseKeyFrames(turning).map(({ pose }) => turnAngle(pose)) : [];
  expect(Math.max(...turns)).toBeLessThanOrEqual(35);
  expect(Math.max(...turns)).toBeGreaterThan(30);
});

it('takes every frame of a short source once, and no more', () => {
  const short = { ...track(), frames: track().frames.slice(0, 20) };
  const few = PersonModel.learn([{ name: 'talk', track: short }], SHAPE_PRIOR);
  const frames = few ? chooseKeyFrames(few, 60).map(({ frame }) => frame) : [];
  expect([...frames].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

describe('planMouths', () => {
  const plan = (
    opens: number[],
    bank = { keys, textures: textures(keys.length) },
    weights = new Float32Array(opens.length).fill(1),
  ) => planMouths(shown(opens.length), { person, bank, targets: targetsOf(opens), weights });
  const rowOf = (rows: Float32Array, frame: number) =>
    readRow(rows.subarray(frame * PLAN_ROW, (frame + 1) * PLAN_ROW));

  it('chooses pictures whose mouths are as open as wanted', () => {
    const opens = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0.02 : 0.15));
    const rows = plan(opens);
    for (const frame of [10, 20, 40, 50]) {
      const { target, taps } = rowOf(rows, frame);
      expect(target.open).toBeCloseTo(opens[frame] ?? 0, 5);
      expect(taps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5);
      for (const { key } of taps)
        expect(Math.abs((keys[key]?.open ?? 9) - (opens[frame] ?? 0))).toBeLessThan(0.03);
    }
  });

  it('leaves covered and blurred pictures alone', () => {
    const known = rowOf(plan(new Array<number>(20).fill(0.1)), 10).taps[0]?.key ?? 0;
    for (const spoil of ['covered', 'blurred']) {
      const spoilt = textures(keys.length);
      if (spoil === 'covered') spoilt.covered[known] = true;
      else spoilt.sharpness[known] = 0.05;
      const rows = plan(new Array<number>(20).fill(0.1), { keys, textures: spoilt });
      for (let frame = 0; frame < 20; frame++) {
        expect(rowOf(rows, frame).taps.map(({ key }) => key)).not.toContain(known);
      }
    }
  });

  it('is the same for the same job, and gives a row to every frame', () => {
    const opens = Array.from({ length: 200 }, (_, i) => 0.08 + 0.07 * Math.sin(i));
    expect(plan(opens)).toEqual(plan(opens));
    expect(plan(opens)).toHaveLength(200 * PLAN_ROW);
  });

  it('gives targets alone when there are no pictures', () => {
    const rows = planMouths(shown(3), {
      person,
      bank: null,
      targets: targetsOf([0.1, 0.1, 0.1]),
      weights: new Float32Array(3).fill(1),
    });
    expect(rowOf(rows, 1).taps).toEqual([]);
    expect([...rows.subarray(0, TARGET_VALUES)][0]).toBeCloseTo(0.1, 5);
  });
});

describe('tapsAt', () => {
  it('mixes neighbours that are about as open, and leaves others out', () => {
    expect(tapsAt(Uint8Array.of(0, 1, 2), 1, [0.1, 0.1, 0.1])).toEqual([
      { key: 1, weight: 0.5 },
      { key: 0, weight: 0.25 },
      { key: 2, weight: 0.25 },
    ]);
    expect(tapsAt(Uint8Array.of(0, 1, 2), 1, [0.2, 0, 0.2])).toEqual([{ key: 1, weight: 1 }]);
    expect(tapsAt(Uint8Array.of(1, 1, 1), 0, [0, 0.1])).toEqual([{ key: 1, weight: 1 }]);
  });
});
