import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { takeBranch } from './take-branch';

const fixture = (name: string) =>
  readFile(new URL(`../../tests/fixtures/${name}`, import.meta.url));
/** rate = 16: y = 2x, n = state + 1; else y = 3x, n = state; made by tools/models/onnx_fixtures.py. */
const choosing = await fixture('choosing.onnx');

const floats = (...values: number[]) => new ort.Tensor('float32', values, [values.length]);

test.each([
  { branch: 'then_branch', y: [4, 10], n: [8, 9] },
  { branch: 'else_branch', y: [6, 15], n: [7, 8] },
] as const)('the $branch alone, without what decided', async ({ branch, y, n }) => {
  const taken = takeBranch(choosing, { branch, decidedBy: 'rate' });
  const session = await ort.InferenceSession.create(taken);
  expect(session.inputNames).toEqual(['x', 'state']);
  const given = await session.run({ x: floats(2, 5), state: floats(7, 8) });
  expect(Array.from(given.y?.data as Float32Array)).toEqual(y);
  expect(Array.from(given.n?.data as Float32Array)).toEqual(n);
  expect(taken.length).toBeLessThan(0.7 * choosing.length);
});

test('outputs that other nodes put in another order are refused', () => {
  const swapped = Buffer.from(choosing);
  const [y, n] = [swapped.lastIndexOf('if_y'), swapped.lastIndexOf('if_n')];
  swapped.write('if_n', y);
  swapped.write('if_y', n);
  expect(() => takeBranch(swapped, { branch: 'then_branch', decidedBy: 'rate' })).toThrow(
    'does not give what the model does',
  );
});

test('a graph that does more than choose is refused', async () => {
  const options = { branch: 'then_branch', decidedBy: 'flag' } as const;
  expect(() => takeBranch(new Uint8Array(0), options)).toThrow('no ONNX graph');
  const branching = await fixture('branching.onnx');
  expect(() => takeBranch(branching, options)).toThrow('more, or less');
});
