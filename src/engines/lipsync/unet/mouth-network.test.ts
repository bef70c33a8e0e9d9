import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UNET_CROP } from '../../../core/lipsync/unet-crop';
import type { LipsyncBackend, LipsyncWarning } from '../../../workers/protocol/lipsync';
import { MouthNetwork } from './mouth-network';

type Run = () => Promise<{ mouth: { data: unknown } }>;

/** What the next sessions do, by backend; taken from the front, the last one stays. */
const runs: Record<LipsyncBackend, Run[]> = { webgpu: [], wasm: [] };
const opened: LipsyncBackend[] = [];
/** The backends whose model files were read. */
const read: LipsyncBackend[] = [];
const files = { webgpu: Uint8Array.of(1), wasm: Uint8Array.of(2) };
let adapter = true;

vi.mock('../../ort', () => ({
  Tensor: class {},
  createSession: (model: Uint8Array, { backend }: { backend: LipsyncBackend }) => {
    expect(model).toBe(files[backend]);
    opened.push(backend);
    const run = runs[backend].length > 1 ? runs[backend].shift() : runs[backend][0];
    if (!run) return Promise.reject(new Error(`no ${backend} here`));
    return Promise.resolve({
      inputNames: ['crop', 'curves'],
      outputNames: ['mouth'],
      run,
      release: () => Promise.resolve(),
    });
  },
}));
vi.mock('../../../workers/protocol/webgpu', () => ({ hasGpu: () => Promise.resolve(adapter) }));

const AREA = UNET_CROP.size ** 2;
const draws =
  (value: number): Run =>
  () =>
    Promise.resolve({ mouth: { data: new Float32Array(3 * AREA).fill(value) } });
const fails: Run = () =>
  Promise.reject(new Error('A valid external Instance reference no longer exists.'));

const crop = new Float32Array(3 * AREA);
const curves = new Float32Array(63);
let warnings: LipsyncWarning[];

function open(backend: 'auto' | LipsyncBackend): Promise<MouthNetwork> {
  return MouthNetwork.open({
    model: (wanted) => {
      read.push(wanted);
      return Promise.resolve(files[wanted]);
    },
    backend,
    threads: 1,
    onWarning: (warning) => warnings.push(warning),
  });
}

beforeEach(() => {
  runs.webgpu = [draws(0.5)];
  runs.wasm = [draws(0.25)];
  opened.length = 0;
  read.length = 0;
  warnings = [];
  adapter = true;
});

describe('MouthNetwork', () => {
  it('takes the GPU where there is one, and WASM where it is told to', async () => {
    expect((await open('auto')).backend).toBe('webgpu');
    expect((await open('wasm')).backend).toBe('wasm');
    adapter = false;
    expect((await open('auto')).backend).toBe('wasm');
    expect(warnings).toEqual([]);
  });

  it('has the file for WASM at hand before the GPU is lost, and only that one without a GPU', async () => {
    await open('auto');
    expect(read).toEqual(['wasm', 'webgpu']);
    read.length = 0;
    await open('wasm');
    expect(read).toEqual(['wasm']);
  });

  it('draws on the GPU although the file for WASM cannot be had', async () => {
    const network = await MouthNetwork.open({
      model: (wanted) =>
        wanted === 'wasm' ? Promise.reject(new Error('offline')) : Promise.resolve(files[wanted]),
      backend: 'auto',
      threads: 1,
    });
    expect((await network.draw(crop, curves))[0]).toBe(0.5);
  });

  it('gives a failing GPU one new session', async () => {
    runs.webgpu = [fails, draws(0.5)];
    const network = await open('auto');
    expect((await network.draw(crop, curves))[0]).toBe(0.5);
    expect(network.backend).toBe('webgpu');
    expect(warnings).toEqual([]);
  });

  it('draws the same frame on WASM when the GPU is lost for good, and says so once', async () => {
    runs.webgpu = [fails];
    const network = await open('auto');
    expect((await network.draw(crop, curves))[0]).toBe(0.25);
    expect((await network.draw(crop, curves))[0]).toBe(0.25);
    expect(network.backend).toBe('wasm');
    expect(opened).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(warnings.map(({ code }) => code)).toEqual(['gpu-lost']);
  });

  it.each([0, Number.NaN])('takes an output full of %d for a lost GPU', async (value) => {
    runs.webgpu = [draws(value)];
    const network = await open('auto');
    expect((await network.draw(crop, curves))[0]).toBe(0.25);
    expect(network.backend).toBe('wasm');
  });

  it('uses WASM when the GPU refuses the model', async () => {
    runs.webgpu = [];
    expect((await open('auto')).backend).toBe('wasm');
    expect(warnings.map(({ code }) => code)).toEqual(['gpu-lost']);
  });

  it('tells a model that draws nothing anywhere', async () => {
    runs.wasm = [draws(0)];
    const network = await open('wasm');
    await expect(network.draw(crop, curves)).rejects.toMatchObject({ code: 'bad-model' });
  });
});
