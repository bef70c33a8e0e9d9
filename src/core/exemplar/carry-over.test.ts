import { expect, it } from 'vitest';
import { CarryOver } from './carry-over';
import { SHAPE_VALUES } from './pose';

const MOUTH_CORNER = 61 * 3;
const FRAMES = 120;

/** A face that differs from what is modelled by so much at a corner of the mouth. */
const smile = (by: number): Float32Array => {
  const difference = new Float32Array(SHAPE_VALUES);
  difference[MOUTH_CORNER] = by;
  return difference;
};

function carried(smiles: readonly (number | null)[], cuts?: readonly number[]): number[] {
  const carryOver = new CarryOver(smiles.length, cuts);
  smiles.forEach((by, frame) => by !== null && carryOver.add(frame, smile(by)));
  return smiles.map((_, frame) => carryOver.at(frame)?.[MOUTH_CORNER] ?? NaN);
}

const held = (by: number, frames: number): number[] => new Array<number>(frames).fill(by);

it('keeps a smile that lasts, and nothing that is as quick as speech', () => {
  carried(held(0.05, FRAMES)).forEach((by) => expect(by).toBeCloseTo(0.05, 5));
  const spoken = Array.from({ length: FRAMES }, (_, i) => 0.05 * Math.sin((2 * Math.PI * i) / 6));
  carried(spoken).forEach((by) => expect(Math.abs(by)).toBeLessThan(0.002));
});

it('changes slowly where the face does at once', () => {
  const values = carried([...held(0, FRAMES / 2), ...held(0.05, FRAMES / 2)]);
  const steps = values.slice(1).map((by, i) => by - (values[i] ?? NaN));
  expect(Math.max(...steps)).toBeLessThan(0.05 / 20);
  expect(values[FRAMES / 2] ?? NaN).toBeCloseTo(0.025, 2);
});

it('does not reach over a cut', () => {
  const values = carried([...held(0, 50), ...held(0.05, FRAMES - 50)], [50]);
  expect(values.slice(0, 50)).toEqual(held(0, 50));
  values.slice(50).forEach((by) => expect(by).toBeCloseTo(0.05, 5));
});

it('goes on over frames without a face, and carries nothing where there is none', () => {
  const away = [...held(0.05, 30), ...new Array<null>(10).fill(null), ...held(0.05, 30)];
  expect(carried(away)[35]).toBeCloseTo(0.05, 5);
  expect(carried(new Array<null>(20).fill(null))).toEqual(held(0, 20));
});
