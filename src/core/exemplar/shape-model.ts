import { solvePositiveDefinite } from './linear-solve';
import { openingOf, setOpening, widthOf, type MouthTarget } from './mouth-shape';
import { SHAPE_VALUES } from './pose';

/** o, w, 5o², 5ow, 5w², where o is the opening and w the width, each less that of the rest. */
export const FEATURES = 5;
/** Brings the squares to the size of the linear terms. */
const SQUARES = 5;

/** Strength of the ridge against the mean square of a feature, which is about 0.01 (EXEMPLAR study). */
const RIDGE = 3e-5;
/** A person with few frames leans on the prior as if it had been seen in this share of the frames … */
const PRIOR_WEIGHT = 0.25;
/** … and at least of this many. */
const PRIOR_FRAMES = 60;

/** How lips and jaw of many heads move; made by tools/exemplar. Displacements in eye distances. */
export interface ShapePrior {
  /** Mean of x · xᵀ over the heads' frames, [FEATURES × FEATURES]. */
  moments: readonly number[];
  /** Displacement per unit of each feature, [FEATURES × 478 × 3]. */
  shapes: Float32Array;
  /** Displacement per unit of press, tuck and protrude beyond what opening and width tell, [3 × 478 × 3]. */
  gestures: Float32Array;
}

/** The features of a shape. */
export function featuresOf(open: number, wide: number): number[] {
  return [open, wide, SQUARES * open * open, SQUARES * open * wide, SQUARES * wide * wide];
}

/** Turns a mouth's opening, width and gestures into the shape of one person's face. */
export class ShapeModel {
  /** Pose-free shape with shut lips, Float32Array [478 × 3]. */
  readonly rest: Float32Array;
  readonly #shapes: Float64Array;
  readonly #gestures: Float32Array;
  readonly #restOpen: number;
  readonly #restWide: number;

  private constructor(rest: Float32Array, shapes: Float64Array, gestures: Float32Array) {
    this.rest = rest;
    this.#shapes = shapes;
    this.#gestures = gestures;
    this.#restOpen = openingOf(rest);
    this.#restWide = widthOf(rest);
  }

  /**
   * Ridge regression of a person's own shapes on their features, together with the prior.
   * @param faces pose-free shapes, Float32Array [478 × 3] each; read once.
   */
  static fit(rest: Float32Array, faces: Iterable<Float32Array>, prior: ShapePrior): ShapeModel {
    const n = FEATURES;
    const squares = new Array<number>(n * n).fill(0);
    const products = new Float64Array(n * SHAPE_VALUES);
    const open = openingOf(rest);
    const wide = widthOf(rest);
    let frames = 0;
    for (const shape of faces) {
      frames += 1;
      const x = featuresOf(openingOf(shape) - open, widthOf(shape) - wide);
      for (let i = 0; i < n; i++) {
        const xi = x[i] as number;
        for (let j = 0; j < n; j++)
          squares[i * n + j] = (squares[i * n + j] as number) + xi * (x[j] as number);
        const row = i * SHAPE_VALUES;
        for (let k = 0; k < SHAPE_VALUES; k++) {
          products[row + k] =
            (products[row + k] as number) + xi * ((shape[k] as number) - (rest[k] as number));
        }
      }
    }
    const weight = PRIOR_WEIGHT * Math.max(PRIOR_FRAMES, frames);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const moment = weight * (prior.moments[i * n + j] as number);
        squares[i * n + j] = (squares[i * n + j] as number) + moment;
        const row = i * SHAPE_VALUES;
        const from = j * SHAPE_VALUES;
        for (let k = 0; k < SHAPE_VALUES; k++) {
          products[row + k] =
            (products[row + k] as number) + moment * (prior.shapes[from + k] as number);
        }
      }
      squares[i * n + i] = (squares[i * n + i] as number) + RIDGE * (frames + weight);
    }
    solvePositiveDefinite(squares, products, n);
    return new ShapeModel(rest, products, prior.gestures);
  }

  /**
   * The pose-free shape of a mouth, Float32Array [478 × 3].
   * @param residual added before the lips are set, Float32Array [478 × 3].
   */
  shape(target: MouthTarget, residual?: Float32Array): Float32Array {
    const shape = this.open(target.open, target.wide);
    const gestures = [target.press, target.tuck, target.protrude];
    gestures.forEach((strength, g) => {
      if (strength <= 0) return;
      const from = g * SHAPE_VALUES;
      for (let k = 0; k < SHAPE_VALUES; k++) {
        shape[k] = (shape[k] as number) + strength * (this.#gestures[from + k] as number);
      }
    });
    if (residual) {
      for (let k = 0; k < SHAPE_VALUES; k++)
        shape[k] = (shape[k] as number) + (residual[k] as number);
    }
    setOpening(shape, target.open);
    return shape;
  }

  /** What opening and width alone tell of a shape, Float32Array [478 × 3]: the part of a face that speech moved. */
  open(open: number, wide: number): Float32Array {
    const x = featuresOf(open - this.#restOpen, wide - this.#restWide);
    const [a, b, c, d, e] = x as [number, number, number, number, number];
    const g = this.#shapes;
    const n = SHAPE_VALUES;
    const shape = new Float32Array(n);
    for (let k = 0; k < n; k++) {
      shape[k] =
        (this.rest[k] as number) +
        a * (g[k] as number) +
        b * (g[n + k] as number) +
        c * (g[2 * n + k] as number) +
        d * (g[3 * n + k] as number) +
        e * (g[4 * n + k] as number);
    }
    return shape;
  }
}
