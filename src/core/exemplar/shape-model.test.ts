import { describe, expect, it } from 'vitest';
import { REST_FACE } from '../../../tests/fixtures/rest-face';
import { INNER_LOWER_LIP, INNER_UPPER_LIP } from './draw/lip-contours';
import { openingOf, setOpening, widthOf } from './mouth-shape';
import { SHAPE_VALUES } from './pose';
import { ShapeModel } from './shape-model';
import { SHAPE_PRIOR } from './shape-prior';

const MOUTH = { press: 0, tuck: 0, protrude: 0 };
const restWide = widthOf(REST_FACE);

/** A person whose mouth moves in a way of their own: all below the nose drops by 1.5 of the opening. */
function* person(): Generator<Float32Array> {
  for (let i = 0; i < 200; i++) {
    const open = (i % 20) / 100;
    const shape = REST_FACE.slice();
    for (const point of INNER_LOWER_LIP.slice(1, -1))
      shape[point * 3 + 1] = (shape[point * 3 + 1] ?? 0) + open;
    shape[152 * 3 + 1] = (shape[152 * 3 + 1] ?? 0) + 1.5 * open;
    yield shape;
  }
}

describe('ShapeModel', () => {
  it('gives the opening and about the width that is asked for, from the prior alone', () => {
    const model = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
    for (const open of [0.05, 0.1, 0.18]) {
      for (const wide of [restWide * 0.85, restWide, restWide * 1.1]) {
        const shape = model.shape({ ...MOUTH, open, wide });
        expect(openingOf(shape)).toBeCloseTo(open, 2);
        expect(Math.abs(widthOf(shape) - wide)).toBeLessThan(0.03);
      }
    }
  });

  it('lowers chin and lower lip to open the mouth, and hardly moves the upper face', () => {
    const model = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
    const shape = model.shape({ ...MOUTH, open: 0.18, wide: restWide });
    const down = (point: number): number =>
      (shape[point * 3 + 1] ?? 0) - (REST_FACE[point * 3 + 1] ?? 0);
    expect(down(17)).toBeGreaterThan(0.08);
    expect(down(152)).toBeGreaterThan(0.03);
    expect(down(13)).toBeLessThan(0.01);
    for (const point of [10, 33, 263, 168]) expect(Math.abs(down(point))).toBeLessThan(0.02);
  });

  it('learns how this person moves from their own frames', () => {
    const own = ShapeModel.fit(REST_FACE, person(), SHAPE_PRIOR);
    const prior = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
    const chin = (model: ShapeModel): number =>
      ((model.open(openingOf(REST_FACE) + 0.15, restWide)[152 * 3 + 1] ?? 0) -
        (REST_FACE[152 * 3 + 1] ?? 0)) /
      0.15;
    expect(Math.abs(chin(own) - 1.5)).toBeLessThan(0.6 * Math.abs(chin(prior) - 1.5));
  });

  it('shows tuck and protrusion, which opening and width do not tell', () => {
    const model = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
    const plain = model.shape({ ...MOUTH, open: 0.05, wide: restWide });
    const depth = (shape: Float32Array): number =>
      (shape[17 * 3 + 1] ?? 0) - (plain[17 * 3 + 1] ?? 0);
    expect(depth(model.shape({ ...MOUTH, tuck: 0.9, open: 0.05, wide: restWide }))).toBeLessThan(
      -0.01,
    );
    const protruding = model.shape({ ...MOUTH, protrude: 0.9, open: 0.05, wide: restWide });
    expect(protruding).not.toEqual(plain);
  });

  it('adds what the face does beside speaking', () => {
    const model = ShapeModel.fit(REST_FACE, [], SHAPE_PRIOR);
    const smile = new Float32Array(SHAPE_VALUES);
    smile[61 * 3 + 1] = -0.04;
    const target = { ...MOUTH, open: 0.1, wide: restWide };
    const lift =
      (model.shape(target, smile)[61 * 3 + 1] ?? 0) - (model.shape(target)[61 * 3 + 1] ?? 0);
    expect(lift).toBeCloseTo(-0.04, 4);
  });
});

describe('setOpening', () => {
  it('closes lips that never close, and uncrosses crossed ones', () => {
    const parted = REST_FACE.slice();
    const crossed = REST_FACE.slice();
    for (const point of INNER_LOWER_LIP.slice(1, -1)) {
      parted[point * 3 + 1] = (parted[point * 3 + 1] ?? 0) + 0.05;
      crossed[point * 3 + 1] = (crossed[point * 3 + 1] ?? 0) - 0.04;
    }
    setOpening(parted, 0);
    expect(openingOf(parted)).toBeLessThan(1e-3);
    setOpening(crossed, 0.001);
    INNER_UPPER_LIP.forEach((upper, i) => {
      const gap = (crossed[(INNER_LOWER_LIP[i] ?? 0) * 3 + 1] ?? 0) - (crossed[upper * 3 + 1] ?? 0);
      expect(gap).toBeGreaterThan(-1e-3);
    });
  });
});
