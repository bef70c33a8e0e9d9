import { FaceLandmarker, type NormalizedLandmark } from '@mediapipe/tasks-vision';
import loader from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binary from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import { LANDMARKS, type Face } from '../../core/faces/face-track';
import { AppError } from '../../workers/protocol/errors';
import { runtimeMissing } from '../runtime-missing';
import type { LandmarksEngine } from './landmarks-engine';
import { MemoryTextures } from './memory-textures';

/**
 * Milliseconds on the runtime's clock from one frame to the next. With one face it smooths landmarks
 * by a One-Euro filter, which lags behind a moving head by about a frame (measured: 1.6 px at a
 * swing of 10 px in 50 frames). The filter's weight falls with the time between frames, so a clock
 * that runs 1000 s a frame switches it off, and only the tracking from frame to frame remains.
 * Whoever needs smoother landmarks smooths without lag afterwards (core/faces).
 */
const CLOCK_STEP = 1_000_000;

/**
 * MediaPipe's face landmarker on the CPU, in a module worker. It wants a WebGL 2 context for its pictures, which
 * {@link MemoryTextures} keep from going there.
 *
 * The runtime tells only that a face passed its presence threshold (0.5), not how clearly:
 * every face it finds has the score 1.
 */
export class MediaPipeLandmarks implements LandmarksEngine {
  readonly name = 'mediapipe';
  readonly maxFaces: number;
  readonly #landmarker: FaceLandmarker;
  /** Null once it has turned out that this runtime does not read its textures back. */
  #textures: MemoryTextures | null;
  /** Rises for ever, also from one video to the next. */
  #clock = 0;

  private constructor(landmarker: FaceLandmarker, maxFaces: number, gl: WebGL2RenderingContext) {
    this.#landmarker = landmarker;
    this.maxFaces = maxFaces;
    this.#textures = new MemoryTextures(gl);
  }

  /**
   * @param model bytes of face_landmarker.task, with or without the blendshape network
   * @throws AppError `bad-model` when the bundle is refused, `offline-missing` when the runtime cannot be fetched,
   *   `internal` without WebGL 2
   */
  static async open(model: Uint8Array, maxFaces: number): Promise<MediaPipeLandmarks> {
    const canvas = new OffscreenCanvas(1, 1);
    const gl = canvas.getContext('webgl2');
    if (gl === null) {
      throw new AppError('internal', 'Faces cannot be found: this browser offers no WebGL 2.', {
        hint: 'Turn on hardware acceleration in the settings of the browser, or use another one.',
      });
    }
    try {
      await provideFactory();
      const landmarker = await FaceLandmarker.createFromOptions(
        { wasmLoaderPath: absolute(loader), wasmBinaryPath: absolute(binary) },
        {
          baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
          runningMode: 'VIDEO',
          numFaces: maxFaces,
          outputFaceBlendshapes: false,
          canvas,
        },
      );
      return new MediaPipeLandmarks(landmarker, maxFaces, gl);
    } catch (cause) {
      const missing = runtimeMissing('The runtime of the face landmarker', cause);
      if (missing) throw missing;
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('bad-model', `The face landmarker could not be opened: ${text}`, {
        hint: 'Reload the page; if it stays so, fetch the models again.',
        cause,
      });
    }
  }

  detect(picture: ImageData): Face[] {
    const { width, height } = picture;
    return this.#look(picture).map((points) => ({
      landmarks: toPixels(points, width, height),
      score: 1,
    }));
  }

  #look(picture: ImageData): NormalizedLandmark[][] {
    this.#clock += CLOCK_STEP;
    const { faceLandmarks } = this.#landmarker.detectForVideo(picture, this.#clock);
    if (this.#textures === null || this.#textures.release()) return faceLandmarks;
    // Another version of the runtime may use a texture in other ways: then it gets a real one.
    this.#textures.end();
    this.#textures = null;
    return this.#look(picture);
  }

  async reset(): Promise<void> {
    // Any change of options builds the graph anew, which drops what it tracks.
    await this.#landmarker.setOptions({ runningMode: 'VIDEO' });
  }

  dispose(): void {
    this.#landmarker.close();
  }
}

/** @returns Float32Array [478 × (x px, y px, z in the scale of x)] */
function toPixels(points: NormalizedLandmark[], width: number, height: number): Float32Array {
  if (points.length !== LANDMARKS) {
    throw new AppError('bad-model', `The face landmarker gave ${points.length} points, not 478.`, {
      hint: 'Put the face_landmarker.task that "npm run models" makes in its place.',
    });
  }
  const pixels = new Float32Array(LANDMARKS * 3);
  points.forEach(({ x, y, z }, i) => {
    pixels.set([x * width, y * height, z * width], 3 * i);
  });
  return pixels;
}

/**
 * The loader script leaves the runtime's factory in a global when it is first imported, and the
 * runtime clears that global after use: without this a worker could open one landmarker only.
 */
async function provideFactory(): Promise<void> {
  if (factory === undefined) {
    await import(/* @vite-ignore */ absolute(loader));
    factory = globalThis.ModuleFactory;
  }
  globalThis.ModuleFactory = factory;
}

let factory: unknown;

declare global {
  var ModuleFactory: unknown;
}

/** The loader is imported by the runtime's own module, whose folder is not the page's. */
function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
