import { FaceRasteriser } from '../../../core/exemplar/draw/face-rasteriser';
import type {
  DrawOptions,
  FaceMesh,
  FacePainter,
  FacePicture,
  Tap,
} from '../../../core/exemplar/face-picture';
import { AppError } from '../../../workers/protocol/errors';
import { openWebgl } from './webgl/open-webgl';
import { WebglFacePainter } from './webgl/webgl-face-painter';

/**
 * Draws faces on the GPU where there is one and on the CPU otherwise; both give the same picture. A GPU that is
 * lost in the midst of a job costs nothing but its speed: the same frame is drawn on the CPU.
 */
export class BestFacePainter implements FacePainter {
  readonly #mesh: FaceMesh;
  #painter: FacePainter;
  #onGpu: boolean;

  /** @param backend 'wasm' keeps off the GPU. */
  constructor(mesh: FaceMesh, backend: 'auto' | 'webgpu' | 'wasm') {
    this.#mesh = mesh;
    const gpu = backend === 'wasm' ? null : openGpuPainter(mesh);
    this.#onGpu = gpu !== null;
    this.#painter = gpu ?? new FaceRasteriser(mesh);
  }

  /** What the last face was drawn with, or the next will be. */
  get backend(): 'webgl' | 'wasm' {
    return this.#onGpu ? 'webgl' : 'wasm';
  }

  draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): void {
    try {
      this.#painter.draw(region, target, taps, options);
    } catch (error) {
      if (!this.#onGpu || !(error instanceof AppError)) throw error;
      this.#onGpu = false;
      this.#painter = new FaceRasteriser(this.#mesh);
      this.#painter.draw(region, target, taps, options);
    }
  }
}

function openGpuPainter(mesh: FaceMesh): FacePainter | null {
  const gl = openWebgl();
  if (gl === null) return null;
  try {
    return new WebglFacePainter(gl, mesh);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
