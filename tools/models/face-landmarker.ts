import * as v from 'valibot';
import {
  buildLandmarkGraph,
  type HalfArray,
  type LandmarkWeights,
} from './tflite/landmark-network';
import { addMetadata, imageModelMetadata } from './tflite/metadata';
import { serialiseGraph } from './tflite/serialise';
import { storedZip } from './zip';

/** Where the parts lie in face_mesh_solution_packed_assets.data (from its …_loader.js). */
const GEOMETRY = { start: 3_737_848, end: 3_757_224 };
const DETECTOR = { start: 3_757_224, end: 3_986_256 };

/** MediaPipe maps the entries of a bundle in place. */
const ENTRY_ALIGNMENT = 4;

/** Arrays of the weights file: biases and slopes, then kernels, then integer shape constants. */
const VECTORS = { start: 0, end: 141 };
const KERNELS = { start: 141, end: 247 };
const HALF_BYTES = 2;

const WeightsIndex = v.object({
  shapes: v.array(v.array(v.number())),
  offsets: v.array(v.number()),
  dtype: v.literal('float16'),
});

export interface FaceLandmarkerParts {
  /** @mediapipe/face_mesh: face_mesh_solution_packed_assets.data */
  packedAssets: Uint8Array;
  /** @svenflow/micro-facemesh: float16 weights and their JSON index */
  weights: Uint8Array;
  weightsIndex: Uint8Array;
}

/**
 * Assembles face_landmarker.task: detector, 478-point network and canonical face geometry,
 * without the blendshape network (so `outputFaceBlendshapes` must stay off).
 */
export function assembleFaceLandmarker(parts: FaceLandmarkerParts): Uint8Array {
  const { packedAssets } = parts;
  return storedZip(
    [
      { name: 'face_detector.tflite', bytes: faceDetector(packedAssets) },
      { name: 'face_landmarks_detector.tflite', bytes: landmarksDetector(parts) },
      {
        name: 'geometry_pipeline_metadata_landmarks.binarypb',
        bytes: packedAssets.slice(GEOMETRY.start, GEOMETRY.end),
      },
    ],
    ENTRY_ALIGNMENT,
  );
}

/** BlazeFace short range as shipped, plus the input range it was trained on. */
function faceDetector(packedAssets: Uint8Array): Uint8Array {
  return addMetadata(
    packedAssets.slice(DETECTOR.start, DETECTOR.end),
    imageModelMetadata({
      name: 'Short Range Face Detection',
      description: 'BlazeFace: 896 anchors on a 128 × 128 picture.',
      mean: 127.5,
      std: 127.5,
      range: { min: -1, max: 1 },
    }),
  );
}

function landmarksDetector({ weights, weightsIndex }: FaceLandmarkerParts): Uint8Array {
  const graph = buildLandmarkGraph(readLandmarkWeights(weights, weightsIndex));
  return addMetadata(
    serialiseGraph(graph, 'Face mesh V2, written from its float16 weights.'),
    imageModelMetadata({
      name: 'Face mesh detection model v2',
      description: '478 landmarks, presence and tongue-out on a 256 × 256 picture.',
      mean: 0,
      std: 255,
      range: { min: 0, max: 1 },
    }),
  );
}

function readLandmarkWeights(weights: Uint8Array, index: Uint8Array): LandmarkWeights {
  const json: unknown = JSON.parse(new TextDecoder().decode(index));
  const { shapes, offsets } = v.parse(WeightsIndex, json);
  const arrays = shapes.map((shape, i): HalfArray => {
    const start = offsets[i] ?? Number.NaN;
    const end = start + HALF_BYTES * shape.reduce((product, size) => product * size, 1);
    if (!(end <= weights.length)) throw new RangeError('The landmark weights are truncated.');
    return { shape, bytes: weights.slice(start, end) };
  });
  return {
    vectors: arrays.slice(VECTORS.start, VECTORS.end),
    kernels: arrays.slice(KERNELS.start, KERNELS.end),
  };
}
