import type { EdlEvent } from '../../core/clips/edl';
import type { FrameRange } from '../../core/clips/frame-at';
import type { FaceTrack } from '../../core/faces/face-track';
import type { SerialisedError } from './errors';

export type LipsyncBackend = 'webgpu' | 'wasm';

/** What an engine computes with: an engine that draws faces without a network uses WebGL where a GPU has no WebGPU. */
export type BackendInUse = LipsyncBackend | 'webgl';

interface LipsyncClip {
  name: string;
  /** Names the content of the pictures; with it, a session keeps what it learned of the same clips in a job before. */
  content?: string;
  track: FaceTrack;
  loops: boolean;
  /** One frame of the file that sways: all its frames show the same. */
  still?: boolean;
  /** Frames that can be shown; default: all. */
  shown?: FrameRange;
}

/** The clips a session will meet; `width` × `height` px are those of every frame. */
export interface LipsyncSource {
  clips: LipsyncClip[];
  width: number;
  height: number;
}

/** A part of a clip's frame that an engine wants to have at hand while it draws. */
export interface PictureWish {
  clip: string;
  frame: number;
  /** The part, in whole px of the frame. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Size of the picture, px; not larger than the part. */
  pictureWidth: number;
  pictureHeight: number;
}

/** The pictures of some wishes. */
export interface ClipPictures {
  /** RGBA of one picture after the other, in the order of the wishes. */
  pixels: Blob;
}

/** What a plan for a whole job needs; frames are output frames. */
export interface LipsyncPlanRequest {
  /** The edit decision list. */
  events: EdlEvent[];
  totalFrames: number;
  /** Mouth curves, openness and rest in them: Float32Array [totalFrames × 7]. */
  curves: Float32Array;
  /** Strength of the lip-sync, 0–1: Float32Array [totalFrames]. */
  weights: Float32Array;
  /** What the curves' opening was scaled by. */
  openness: number;
}

/** One frame to speak. */
export interface LipsyncItem {
  /** Taken over: the session closes it. */
  frame: VideoFrame;
  clip: string;
  /** Frame of the clip, which names the face in its track. */
  clipFrame: number;
  /** Mouth curves around the output frame: Float32Array [9 × 7], see core/lipsync/curve-window. */
  curves: Float32Array;
  /** Audio features around the output frame, for engines that hear them instead of curves; see core/lipsync/packs/feature-layout. */
  features?: Float32Array;
  /** 0 (the clip's own mouth) to 1 (the spoken one): fades at the borders of speech. */
  weight: number;
  /** The output frame's row of the engine's plan, where the job has one. */
  plan?: Float32Array;
}

export interface LipsyncOutput {
  /** A new frame, or the given one where nothing was drawn; same timestamp and duration. */
  frame: VideoFrame;
  /** False where the weight was 0, no face is known, or the clip is not of the prepared source. */
  lipsynced: boolean;
}

/**
 * Told when a job goes on in a lesser way: `gpu-lost` (now on WASM), `no-webgpu` (asked for, not there), `poor-track`
 * (the face is missing, turned away or too small in many of the clips' frames).
 */
export interface LipsyncWarning {
  code: 'gpu-lost' | 'no-webgpu' | 'poor-track';
  message: string;
}

export interface LipsyncOptions {
  /** Id of the engine, for instance 'unet'. */
  engine: string;
  /** Same-origin URL of the engine's model; null for an engine that needs none. */
  modelUrl: string | null;
  /** That of the same model's file for WASM, where that is another one. */
  wasmModelUrl?: string;
  backend: 'auto' | LipsyncBackend;
  /** WASM threads. */
  threads: number;
}

/** Over the port of {@link LipsyncWorkerApi.connect}; transfer the frames of both messages. */
export interface LipsyncRequest {
  id: number;
  items: LipsyncItem[];
}

/** Answer to the request of the same id: outputs in the order of its items, or why there are none. */
export type LipsyncReply =
  { id: number; outputs: LipsyncOutput[] } | { id: number; error: SerialisedError };

/**
 * The lip-sync thread: load, prepare, warmUp, then frames over a connected port, so that they never
 * cross the main thread.
 */
export interface LipsyncWorkerApi {
  /**
   * Opens an engine; the same options again cost nothing.
   * @returns the backend chosen.
   * @throws AppError `model-missing`, `offline-missing`, `bad-model`.
   */
  load(
    options: LipsyncOptions,
    onWarning?: (warning: LipsyncWarning) => void,
  ): Promise<BackendInUse>;
  /**
   * Takes in the clips of a job; replaces earlier ones.
   * @returns the pictures that the engine wants before it draws: the same clips always give the same wishes, or none where
   *   the thread still has them.
   */
  prepare(source: LipsyncSource): Promise<PictureWish[]>;
  /** Hands over the pictures wished for. */
  takePictures(pictures: ClipPictures): Promise<void>;
  /** Whether the loaded engine plans the mouths of a whole job. */
  plansAhead(): Promise<boolean>;
  /**
   * Plans the mouths of a whole job; any lip-sync thread prepared with the same clips can draw its rows, one by one.
   * @returns Float32Array [totalFrames × row], null for an engine that needs no plan.
   */
  plan(request: LipsyncPlanRequest): Promise<Float32Array | null>;
  /** Runs the engine once, so that the first frame does not wait for shaders. */
  warmUp(): Promise<void>;
  /** The backend in use now; it changes when the GPU is lost. */
  backend(): Promise<BackendInUse>;
  /** Serves {@link LipsyncRequest}s that come over `port`; an earlier port is closed. */
  connect(port: MessagePort): Promise<void>;
  /** Releases the engine's memory; the next job loads it again. */
  unload(): Promise<void>;
}
