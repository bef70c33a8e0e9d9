import { beforeEach, describe, expect, it, vi } from 'vitest';
import { faceAt, paintedPicture, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { buildFaceMesh } from '../../../core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../../core/exemplar/draw/face-rasteriser';
import { faceRegion, type FacePicture } from '../../../core/exemplar/face-picture';
import { AppError } from '../../../workers/protocol/errors';
import { BestFacePainter } from './face-painter';

/** What there is on this machine, and what it does with the next frames. */
const { webgpu, webgl } = vi.hoisted(() => ({
  webgpu: {
    there: true,
    create: vi.fn<() => void>(),
    draw: vi.fn<() => Promise<void>>(),
    dispose: vi.fn<() => void>(),
  },
  webgl: { there: true, draw: vi.fn<() => void>() },
}));

vi.mock('./webgpu/open-webgpu', () => ({
  openWebgpu: () => Promise.resolve(webgpu.there ? {} : null),
}));
vi.mock('./webgpu/webgpu-face-painter', () => ({
  WebgpuFacePainter: {
    create: async () => {
      await Promise.resolve();
      webgpu.create();
      return { draw: webgpu.draw, dispose: webgpu.dispose };
    },
  },
}));
vi.mock('./webgl/open-webgl', () => ({ openWebgl: () => (webgl.there ? {} : null) }));
vi.mock('./webgl/webgl-face-painter', () => ({
  WebglFacePainter: class {
    draw = webgl.draw;
  },
}));

const mesh = buildFaceMesh(REST_FACE);
const open = faceAt(128, 100, 80, 0.1);
const OPTIONS = { weight: 1, mouth: 'taps' } as const;

function picture(): FacePicture {
  const landmarks = faceAt(128, 100, 80);
  const bounds = faceRegion(landmarks, 256, 256);
  if (bounds === null) throw new Error('The face must lie in the frame.');
  return paintedPicture(landmarks, bounds);
}

function onCpu(): Uint8ClampedArray {
  const drawn = picture();
  new FaceRasteriser(mesh).draw(drawn, open, [], OPTIONS);
  return drawn.pixels;
}

async function draw(painter: BestFacePainter): Promise<Uint8ClampedArray> {
  const drawn = picture();
  await painter.draw(drawn, open, [], OPTIONS);
  return drawn.pixels;
}

function gone(): AppError {
  return new AppError('gpu-lost', 'Gone.', { hint: '' });
}

beforeEach(() => {
  webgpu.there = true;
  webgl.there = true;
  for (const done of [webgpu.create, webgpu.draw, webgpu.dispose, webgl.draw]) done.mockReset();
});

describe('BestFacePainter', () => {
  it('draws with WebGPU, else with WebGL, else on the CPU', async () => {
    const first = await BestFacePainter.open(mesh, 'auto');
    expect([first.backend, await draw(first)]).toEqual(['webgpu', picture().pixels]);
    expect(webgpu.draw).toHaveBeenCalledOnce();
    webgpu.there = false;
    const second = await BestFacePainter.open(mesh, 'auto');
    expect([second.backend, await draw(second)]).toEqual(['webgl', picture().pixels]);
    expect(webgl.draw).toHaveBeenCalledOnce();
    webgl.there = false;
    const third = await BestFacePainter.open(mesh, 'auto');
    expect([third.backend, await draw(third)]).toEqual(['wasm', onCpu()]);
  });

  it('draws on the CPU when told to', async () => {
    const painter = await BestFacePainter.open(mesh, 'wasm');
    expect([painter.backend, await draw(painter)]).toEqual(['wasm', onCpu()]);
  });

  it('leaves out a driver that refuses the shaders', async () => {
    webgpu.create.mockImplementation(() => {
      throw gone();
    });
    expect((await BestFacePainter.open(mesh, 'auto')).backend).toBe('webgl');
  });

  it('draws the same frame, and all later ones, in the next way when a GPU is lost', async () => {
    webgpu.draw.mockRejectedValue(gone());
    const painter = await BestFacePainter.open(mesh, 'auto');
    expect(await draw(painter)).toEqual(picture().pixels);
    expect(painter.backend).toBe('webgl');
    expect(webgpu.dispose).toHaveBeenCalledOnce();
    webgl.draw.mockImplementation(() => {
      throw gone();
    });
    for (let frame = 0; frame < 2; frame++) {
      expect(await draw(painter)).toEqual(onCpu());
      expect(painter.backend).toBe('wasm');
    }
    expect(webgpu.draw).toHaveBeenCalledOnce();
    expect(webgl.draw).toHaveBeenCalledTimes(2);
  });

  it('goes one way further, not two, when frames that overlap are lost together', async () => {
    webgpu.draw.mockRejectedValue(gone());
    const painter = await BestFacePainter.open(mesh, 'auto');
    expect(painter.overlapping).toBe(2);
    await Promise.all([draw(painter), draw(painter)]);
    expect([painter.backend, painter.overlapping]).toEqual(['webgl', 1]);
    expect(webgpu.draw).toHaveBeenCalledTimes(2);
    expect(webgl.draw).toHaveBeenCalledTimes(2);
  });

  it('hides no mistake of the caller', async () => {
    webgpu.draw.mockRejectedValue(new RangeError('four taps'));
    const painter = await BestFacePainter.open(mesh, 'auto');
    await expect(draw(painter)).rejects.toThrow('four taps');
    expect(painter.backend).toBe('webgpu');
  });
});
