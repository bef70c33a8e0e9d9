import { SHAPE_VALUES } from './pose';
import file from './prior-shapes.json';
import type { ShapePrior } from './shape-model';

/** The prior made by tools/exemplar from rendered heads of eight people who do not exist. */
export const SHAPE_PRIOR: ShapePrior = {
  moments: file.moments,
  shapes: inEyeDistances(file.shapes),
  gestures: inEyeDistances(file.gestures),
};

function inEyeDistances(steps: readonly number[]): Float32Array {
  if (steps.length % SHAPE_VALUES !== 0) throw new RangeError('The shape prior is damaged.');
  return Float32Array.from(steps, (value) => value / file.steps);
}
