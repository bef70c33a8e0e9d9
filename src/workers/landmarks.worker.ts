import { expose, transfer } from 'comlink';
import type { Face } from '../core/faces/face-track';
import { faceBox, followFace, type FaceBox } from '../core/faces/follow';
import type { LandmarksEngine } from '../engines/landmarks/landmarks-engine';
import { openLandmarks } from '../engines/landmarks/registry';
import { receiveFrames } from './frame-port';
import { registerTransferHandlers } from './protocol/abort';
import { AppError } from './protocol/errors';
import type { LandmarksWorkerApi } from './protocol/landmarks';
import { fetchModel } from './protocol/model-file';

const DEFAULT_MAX_FACES = 1;

let engine: LandmarksEngine | undefined;
let loadedUrl = '';

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

  detect(frame) {
    try {
      const faces = loaded().detect(frame);
      return Promise.resolve(transfer(faces, buffersOf(faces)));
    } finally {
      frame.close();
    }
  },

  async trackVideo(port, onProgress, signal) {
    const landmarker = loaded();
    await landmarker.reset();
    const frames: (Face | null)[] = [];
    let size = { width: 0, height: 0 };
    let last: FaceBox | null = null;
    for await (const { frame, total } of receiveFrames(port, signal)) {
      const faces = landmarker.detect(frame);
      const face = followFace(faces, last);
      last = face === null ? last : faceBox(face);
      frames.push(face);
      size = { width: frame.displayWidth, height: frame.displayHeight };
      onProgress?.(frames.length, total);
    }
    return transfer({ ...size, frames }, buffersOf(frames));
  },
};

function buffersOf(faces: readonly (Face | null)[]): Transferable[] {
  return faces.flatMap((face) => (face === null ? [] : [face.landmarks.buffer]));
}

registerTransferHandlers();
expose(api);
