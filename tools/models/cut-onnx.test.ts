import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { cutOnnx } from './cut-onnx';

/** x, flag → doubled = 2x → picked = doubled + (flag ? 10 : 0) → y = 100 · picked; made by tools/models/onnx_fixtures.py. */
const branching = await readFile(new URL('../../tests/fixtures/branching.onnx', import.meta.url));

async function run(model: Uint8Array, output: string, feeds: string[] = ['x', 'flag']) {
  const session = await ort.InferenceSession.create(model);
  const all: Record<string, ort.Tensor> = {
    x: new ort.Tensor('float32', [3, 4], [2]),
    flag: new ort.Tensor('bool', [true], []),
  };
  expect(session.inputNames).toEqual(feeds);
  expect(session.outputNames).toEqual([output]);
  const results = await session.run(
    Object.fromEntries(feeds.map((name) => [name, all[name] ?? new ort.Tensor('float32', [])])),
  );
  return Array.from(results[output]?.data as Float32Array);
}

describe('cutOnnx', () => {
  it('computes the chosen tensor under its new name, with what branches read from outside', async () => {
    expect(await run(branching, 'y')).toEqual([1600, 1800]);
    const cut = cutOnnx(branching, { tensor: 'picked', name: 'features', shape: [2] });
    expect(await run(cut, 'features')).toEqual([16, 18]);
  });

  it('drops weights, nodes and inputs that the tensor does not need', async () => {
    const cut = cutOnnx(branching, { tensor: 'doubled', name: 'features', shape: ['n'] });
    expect(await run(cut, 'features', ['x'])).toEqual([6, 8]);
    const text = new TextDecoder('latin1').decode(cut);
    for (const name of ['unused', 'inner', 'picked', 'flag']) expect(text).not.toContain(name);
  });

  it('refuses tensors that no node makes, and files without a graph', () => {
    const options = { tensor: 'nothing', name: 'features', shape: [2] };
    expect(() => cutOnnx(branching, options)).toThrow('"nothing"');
    expect(() => cutOnnx(new Uint8Array(0), options)).toThrow('no ONNX graph');
  });
});
