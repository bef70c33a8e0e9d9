import { expose, transfer } from 'comlink';
import { RingReader } from '../core/exemplar/draw/ring-look';
import type { Face } from '../core/faces/face-track';
import type { LandmarksEngine } from '../engines/landmarks/landmarks-engine';
import { FramePixels } from '../engines/landmarks/frame-pixels';
import { PictureChange } from '../engines/landmarks/picture-change';
import { openLandmarks } from '../engines/landmarks/registry';
import { receiveFrames } from './frame-port';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import type { LandmarksWorkerApi } from './protocol/landmarks';
import { fetchModel } from './protocol/model-file';

const DEFAULT_MAX_FACES = 1;

/**
 * From this change of the picture on, after a calmer frame, faces are looked for anew: a landmarker that goes on
 * from the face of another shot would miss the first frame of this one.
 */
const NEW_SHOT = 0.08;

let engine: LandmarksEngine | undefined;
let loadedUrl = '';
const pixels = new FramePixels();
const skin = new RingReader();

function loaded(): LandmarksEngine {
  if (engine) return engine;
  throw new AppError('internal', 'Faces were asked for before the landmarker was loaded.', {
    hint: 'Reload the page.',
  });
}

const api: LandmarksWorkerApi = {
  async load({ modelUrl, maxFaces = DEFAULT_MAX_FACES }) {
    if (engine?.maxFaces === maxFaces && loadedUrl === modelUrl) return;
    const opened = await openLandmarks('mediapipe', await fetchModel(modelUrl), maxFaces);
    engine?.dispose();
    engine = opened;
    loadedUrl = modelUrl;
  },

  reset: () => loaded().reset(),

  async detect(frame) {
    try {
      const faces = loaded().detect(await pixels.read(frame));
      return transfer(faces, buffersOf(faces));
    } finally {
      frame.close();
    }
  },

  async trackVideo(port, onProgress, signal) {
    const landmarker = loaded();
    await landmarker.reset();
    const frames: Face[][] = [];
    const rings: Int8Array<ArrayBuffer>[][] = [];
    const changes: number[] = [];
    const picture = new PictureChange();
    let size = { width: 0, height: 0 };
    for await (const { frame, total } of receiveFrames(port, signal)) {
      const image = await pixels.read(frame);
      const change = picture.next(image);
      if (change > NEW_SHOT && change > 2 * (changes.at(-1) ?? 0)) await landmarker.reset();
      const faces = landmarker.detect(image);
      frames.push(faces);
      rings.push(faces.map((face) => ringOf(image, face)));
      changes.push(change);
      size = { width: image.width, height: image.height };
      onProgress?.(frames.length, total);
    }
    const found = { ...size, frames, rings, changes: Float32Array.from(changes) };
    const looks = rings.flat().map(({ buffer }) => buffer);
    return transfer(found, [found.changes.buffer, ...looks, ...buffersOf(frames.flat())]);
  },
};

function ringOf({ data, width, height }: ImageData, { landmarks }: Face): Int8Array<ArrayBuffer> {
  return skin.read({ pixels: data, width, height, x: 0, y: 0, landmarks });
}

function buffersOf(faces: readonly Face[]): Transferable[] {
  return faces.map(({ landmarks }) => landmarks.buffer);
}

registerTransferHandlers();
expose(api);
