import { beforeEach, describe, expect, it, vi } from 'vitest';
import { faceAt, paintedPicture, REST_FACE } from '../../../../tests/fixtures/rest-face';
import { buildFaceMesh } from '../../../core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../../core/exemplar/draw/face-rasteriser';
import { faceRegion, type FacePicture } from '../../../core/exemplar/face-picture';
import { AppError } from '../../../workers/protocol/errors';
import { BestFacePainter } from './face-painter';

/** What the GPU does with the next frames. */
const gpu = { there: true, draw: vi.fn<() => void>() };

vi.mock('./webgl/open-webgl', () => ({ openWebgl: () => (gpu.there ? {} : null) }));
vi.mock('./webgl/webgl-face-painter', () => ({
  WebglFacePainter: class {
    draw = gpu.draw;
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

const same = (a: Uint8ClampedArray, b: Uint8ClampedArray): boolean =>
  a.every((value, i) => value === b[i]);

beforeEach(() => {
  gpu.there = true;
  gpu.draw.mockReset();
});

describe('BestFacePainter', () => {
  it('draws on the GPU where there is one', () => {
    const drawn = picture();
    new BestFacePainter(mesh, 'auto').draw(drawn, open, [], OPTIONS);
    expect(gpu.draw).toHaveBeenCalledOnce();
    expect(same(drawn.pixels, picture().pixels)).toBe(true);
  });

  it('draws on the CPU where there is none, or when told to', () => {
    for (const backend of ['auto', 'wasm'] as const) {
      gpu.there = backend === 'wasm';
      const drawn = picture();
      new BestFacePainter(mesh, backend).draw(drawn, open, [], OPTIONS);
      expect(same(drawn.pixels, onCpu())).toBe(true);
    }
    expect(gpu.draw).not.toHaveBeenCalled();
  });

  it('draws the same frame, and all later ones, on the CPU when the GPU is lost', () => {
    gpu.draw.mockImplementation(() => {
      throw new AppError('gpu-lost', 'Gone.', { hint: '' });
    });
    const painter = new BestFacePainter(mesh, 'auto');
    expect(painter.backend).toBe('webgl');
    for (let frame = 0; frame < 2; frame++) {
      const drawn = picture();
      painter.draw(drawn, open, [], OPTIONS);
      expect(same(drawn.pixels, onCpu())).toBe(true);
      expect(painter.backend).toBe('wasm');
    }
    expect(gpu.draw).toHaveBeenCalledOnce();
  });

  it('hides no mistake of the caller', () => {
    gpu.draw.mockImplementation(() => {
      throw new RangeError('four taps');
    });
    const painter = new BestFacePainter(mesh, 'auto');
    expect(() => painter.draw(picture(), open, [], OPTIONS)).toThrow('four taps');
  });
});
