import { afterEach, describe, expect, it, vi } from 'vitest';
import { BestFacePainter } from '../../src/engines/lipsync/exemplar/face-painter';
import { openWebgpu } from '../../src/engines/lipsync/exemplar/webgpu/open-webgpu';
import { WebgpuFacePainter } from '../../src/engines/lipsync/exemplar/webgpu/webgpu-face-painter';
import { describePainter, drawing, drawWith, expectBytes, expectSame, mesh } from './face-painters';

async function device(): Promise<GPUDevice> {
  const opened = await openWebgpu({ software: true });
  if (opened === null) throw new Error('This browser offers no WebGPU, so none was tested.');
  return opened;
}

afterEach(() => void vi.restoreAllMocks());

describePainter('WebGPU', async () => WebgpuFacePainter.create(await device(), mesh));

describe('the face painter on WebGPU', () => {
  it('draws faces that overlap', async () => {
    const painter = await WebgpuFacePainter.create(await device(), mesh);
    const jobs = [120, 60, 150, 90].map((eyes) => drawing(eyes));
    await Promise.all(jobs.map((job) => drawWith(painter, job)));
    jobs.forEach(expectSame);
    painter.dispose();
  });

  it('tells of shaders that the driver refuses', async () => {
    const broken = await device();
    const compile = broken.createShaderModule.bind(broken);
    broken.createShaderModule = () => compile({ code: '@fragment fn half(' });
    await expect(WebgpuFacePainter.create(broken, mesh)).rejects.toMatchObject({
      code: 'gpu-lost',
    });
  });

  it('changes nothing in a frame whose device is lost, or finds fault with it', async () => {
    for (const spoil of [
      (gpu: GPUDevice) => gpu.destroy(),
      // Larger than any texture may be.
      (gpu: GPUDevice) => {
        const create = gpu.createTexture.bind(gpu);
        gpu.createTexture = (wanted) => create({ ...wanted, size: [1 << 20, 1] });
      },
      // Out of step with any frame.
      (gpu: GPUDevice) =>
        gpu.dispatchEvent(
          new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUInternalError('hang') }),
        ),
    ]) {
      const gpu = await device();
      const painter = await WebgpuFacePainter.create(gpu, mesh);
      spoil(gpu);
      const job = drawing(120);
      await expect(drawWith(painter, job)).rejects.toMatchObject({ code: 'gpu-lost' });
      expectBytes(job.drawn, job.before);
    }
  });
});

describe('BestFacePainter, with WebGPU', () => {
  it('takes no adapter that is a program on the CPU', async () => {
    await device();
    expect((await BestFacePainter.open(mesh, 'auto')).backend).toBe('wasm');
    expect((await BestFacePainter.open(mesh, 'webgpu')).backend).toBe('wasm');
  });

  it('goes on with WebGL, from the same frames on, when the device is lost in the midst of them', async () => {
    const devices: GPUDevice[] = [];
    const request = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'requestDevice')
      ?.value as GPUAdapter['requestDevice'];
    vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (
      this: GPUAdapter,
    ) {
      const made = await request.call(this);
      devices.push(made);
      return made;
    });
    const painter = await BestFacePainter.open(mesh, 'auto', { software: true });
    expect(painter.backend).toBe('webgpu');
    const first = drawing(120);
    await drawWith(painter, first);
    expect(painter.backend).toBe('webgpu');

    const overlapping = [drawing(100), drawing(140)];
    const drawn = Promise.all(overlapping.map((job) => drawWith(painter, job)));
    devices.forEach((made) => made.destroy());
    await drawn;
    expect(painter.backend).toBe('webgl');
    const last = drawing(120);
    await drawWith(painter, last);
    [first, ...overlapping, last].forEach(expectSame);
  });
});
