import { expect, test } from 'vitest';
import { buildLandmarkGraph, type HalfArray, type LandmarkWeights } from './landmark-network';

const half = (...shape: number[]): HalfArray => ({
  shape,
  bytes: new Uint8Array(2 * shape.reduce((product, size) => product * size, 1)),
});

/** Empty weights of the shapes that the published network has, in execution order. */
function weights(): LandmarkWeights {
  const vectors = [half(16), half(1, 1, 16)];
  const kernels = [half(16, 3, 3, 3)];
  const bottlenecks = (c: number) => {
    for (let i = 0; i < 4; i++) {
      vectors.push(half(c / 2), half(1, 1, c / 2), half(c), half(1, 1, c));
      kernels.push(half(c / 2, 1, 1, c), half(1, 3, 3, c / 2), half(c, 1, 1, c / 2));
    }
  };
  bottlenecks(16);
  let width = 16;
  for (const c of [32, 64, 128, 128, 128, 128]) {
    vectors.push(half(c / 2), half(1, 1, c / 2), half(c), half(1, 1, c));
    kernels.push(half(c / 2, 2, 2, width), half(1, 3, 3, c / 2), half(c, 1, 1, c / 2));
    width = c;
    bottlenecks(c);
  }
  vectors.push(half(1), half(1), half(1434));
  kernels.push(half(1, 2, 2, 128), half(1, 2, 2, 128), half(1434, 2, 2, 128));
  return { vectors, kernels };
}

test('the graph has the operators and outputs of the published network', () => {
  const graph = buildLandmarkGraph(weights());
  const counts: Record<string, number> = {};
  for (const { builtin } of graph.operators) counts[builtin] = (counts[builtin] ?? 0) + 1;
  // Counted in the official face_landmarks_detector.tflite.
  expect(counts).toMatchObject({
    CONV_2D: 72,
    DEPTHWISE_CONV_2D: 34,
    PRELU: 69,
    ADD: 34,
    MAX_POOL_2D: 6,
    PAD: 3,
    LOGISTIC: 1,
    RESHAPE: 1,
  });
  const outputs = graph.outputs.map((index) => graph.tensors[index]);
  expect(outputs.map((tensor) => [tensor?.name, tensor?.shape])).toEqual([
    ['Identity', [1, 1, 1, 1434]],
    ['Identity_1', [1, 1, 1, 1]],
    ['Identity_2', [1, 1]],
  ]);
});

test('weights that are too few, too many or misplaced are refused', () => {
  const { vectors, kernels } = weights();
  const build = (w: LandmarkWeights) => () => buildLandmarkGraph(w);
  expect(build({ vectors: vectors.slice(0, -1), kernels })).toThrow('end before a bias');
  expect(build({ vectors, kernels: [...kernels, half(1, 2, 2, 128)] })).toThrow('more arrays');
  expect(build({ vectors: vectors.slice(1), kernels })).toThrow(RangeError);
});
