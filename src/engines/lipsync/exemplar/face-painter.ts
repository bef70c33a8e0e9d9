import { FaceRasteriser } from '../../../core/exemplar/draw/face-rasteriser';
import type {
  DrawOptions,
  FaceMesh,
  FacePainter,
  FacePicture,
  Tap,
} from '../../../core/exemplar/face-picture';
import { AppError } from '../../../workers/protocol/errors';
import type { BackendInUse } from '../../../workers/protocol/lipsync';
import { openWebgl } from './webgl/open-webgl';
import { WebglFacePainter } from './webgl/webgl-face-painter';
import { openWebgpu } from './webgpu/open-webgpu';
import { WebgpuFacePainter } from './webgpu/webgpu-face-painter';

/** Frames of one painter on WebGPU under way at once: one is drawn while the one before is read back. */
const OVERLAPPING = 2;

interface Choice {
  painter: FacePainter;
  backend: BackendInUse;
}

interface GpuOptions {
  /** Also takes GPUs that are programs on the CPU: for tests. */
  software?: boolean;
}

/**
 * Draws faces with the best that there is: WebGPU, else WebGL 2, else the CPU. All give the same picture. A GPU that is
 * lost in the midst of a job costs nothing but its speed: the same frame is drawn in the next way.
 */
export class BestFacePainter implements FacePainter {
  readonly #mesh: FaceMesh;
  readonly #options: GpuOptions;
  #choice: Choice;

  private constructor(mesh: FaceMesh, options: GpuOptions, choice: Choice) {
    this.#mesh = mesh;
    this.#options = options;
    this.#choice = choice;
  }

  /** @param backend 'wasm' keeps off the GPU. */
  static async open(
    mesh: FaceMesh,
    backend: 'auto' | 'webgpu' | 'wasm',
    options: GpuOptions = {},
  ): Promise<BestFacePainter> {
    const choice =
      backend === 'wasm'
        ? onCpu(mesh)
        : ((await onWebgpu(mesh, options)) ?? onWebgl(mesh, options) ?? onCpu(mesh));
    return new BestFacePainter(mesh, options, choice);
  }

  /** What the last face was drawn with, or the next will be. */
  get backend(): BackendInUse {
    return this.#choice.backend;
  }

  /** How many faces it is worth giving it at once: painters that answer within the call gain nothing. */
  get overlapping(): number {
    return this.backend === 'webgpu' ? OVERLAPPING : 1;
  }

  async draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): Promise<void> {
    const { painter, backend } = this.#choice;
    try {
      await painter.draw(region, target, taps, options);
    } catch (error) {
      if (backend === 'wasm' || !(error instanceof AppError)) throw error;
      // Faces that overlap are lost together: the first of them chooses for all.
      if (painter === this.#choice.painter) this.#goOnWithout(backend);
      await this.draw(region, target, taps, options);
    }
  }

  dispose(): void {
    this.#choice.painter.dispose?.();
  }

  #goOnWithout(backend: BackendInUse): void {
    this.dispose();
    const webgl = backend === 'webgpu' ? onWebgl(this.#mesh, this.#options) : null;
    this.#choice = webgl ?? onCpu(this.#mesh);
  }
}

async function onWebgpu(mesh: FaceMesh, options: GpuOptions): Promise<Choice | null> {
  const device = await openWebgpu(options);
  if (device === null) return null;
  try {
    return { painter: await WebgpuFacePainter.create(device, mesh), backend: 'webgpu' };
  } catch (error) {
    return refused(error);
  }
}

function onWebgl(mesh: FaceMesh, options: GpuOptions): Choice | null {
  const gl = openWebgl(options);
  if (gl === null) return null;
  try {
    return { painter: new WebglFacePainter(gl, mesh), backend: 'webgl' };
  } catch (error) {
    return refused(error);
  }
}

const onCpu = (mesh: FaceMesh): Choice => ({ painter: new FaceRasteriser(mesh), backend: 'wasm' });

/** A driver that refuses the shaders is as good as none; anything else is a mistake of ours. */
function refused(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}
