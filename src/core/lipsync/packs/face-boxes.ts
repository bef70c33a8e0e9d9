import { offsetsInShot, smoothTransforms } from '../../faces/alignment';
import type { Face, FaceTrack } from '../../faces/face-track';
import { faceBox } from '../../faces/follow';

/** An upright rectangle of a frame, px; sub-pixel. */
export interface FaceRect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Values of a box in Float32Array [frames × 4]: x, y, width, height; NaN where no face is. */
export const BOX_SIZE = 4;

/**
 * Mesh points that stand for those of the 110-point set by which SyncTalk_2D cuts: the sides of the jaw at ear height,
 * and the nose. Of the points down the nose, 195 puts mouth and chin of the mean face where that crop has them
 * (mouth at 0.27–0.44 of its height, chin at 0.67); 168 or 6 would put the chin at 0.83 or 0.78.
 */
const JAW_SIDES = [234, 454] as const;
const NOSE_BRIDGE = 195;

/** Wav2Lip widens its face box below by this many px of the frame. */
const WAV2LIP_PAD_BELOW = 10;
/** Frames over which Wav2Lip averages its boxes; centred here, so that they do not lag. */
const WAV2LIP_AVERAGE = 5;

/** The square from jaw to jaw below the bridge of the nose, free of jitter: Float32Array [frames × 4]. */
export function synctalkBoxes(track: FaceTrack, options: { loops: boolean }): Float32Array {
  return smoothTransforms(boxes(track, jawSquare), { ...options, cuts: track.cuts });
}

/** The face with the chin's margin, averaged over 5 frames: Float32Array [frames × 4]. */
export function wav2lipBoxes(track: FaceTrack, options: { loops: boolean }): Float32Array {
  const found = boxes(track, (face) => {
    const { left, top, right, bottom } = faceBox(face);
    const x = Math.max(0, left);
    const y = Math.max(0, top);
    return {
      x,
      y,
      width: Math.min(track.width, right) - x,
      height: Math.min(track.height, bottom + WAV2LIP_PAD_BELOW) - y,
    };
  });
  return averaged(found, WAV2LIP_AVERAGE, { ...options, cuts: track.cuts });
}

/** The box of `frame`; null where there is no face, no such frame, or nothing of it to see. */
export function boxAt(boxes: Float32Array, frame: number): FaceRect | null {
  const [x, y, width, height] = boxes.subarray(frame * BOX_SIZE, (frame + 1) * BOX_SIZE);
  if (x === undefined || y === undefined || width === undefined || height === undefined)
    return null;
  return Number.isFinite(x + y) && width >= 1 && height >= 1 ? { x, y, width, height } : null;
}

function jawSquare({ landmarks }: Face): FaceRect {
  const [one, other] = JAW_SIDES.map((index) => landmarks[index * 3] ?? 0);
  const x = Math.min(one ?? 0, other ?? 0);
  const side = Math.max(one ?? 0, other ?? 0) - x;
  return { x, y: landmarks[NOSE_BRIDGE * 3 + 1] ?? 0, width: side, height: side };
}

function boxes(track: FaceTrack, boxOf: (face: Face) => FaceRect): Float32Array {
  const found = new Float32Array(track.frames.length * BOX_SIZE).fill(Number.NaN);
  track.frames.forEach((face, frame) => {
    if (!face) return;
    const { x, y, width, height } = boxOf(face);
    found.set([x, y, width, height], frame * BOX_SIZE);
  });
  return found;
}

/** Mean of the boxes known within `count` frames of the same shot around each; frames without a face stay so. */
function averaged(
  found: Float32Array,
  count: number,
  { loops, cuts }: { loops: boolean; cuts: readonly number[] | undefined },
): Float32Array {
  const frames = found.length / BOX_SIZE;
  const reach = (count - 1) / 2;
  const around = Array.from({ length: count }, (_, k) => k - reach);
  const mean = new Float32Array(found.length).fill(Number.NaN);
  for (let frame = 0; frame < frames; frame++) {
    if (Number.isNaN(found[frame * BOX_SIZE])) continue;
    const near: number[] = [];
    for (const offset of offsetsInShot(around, frame, cuts)) {
      const other = loops ? (frame + offset + frames * count) % frames : frame + offset;
      if (!Number.isNaN(found[other * BOX_SIZE] ?? Number.NaN)) near.push(other);
    }
    for (let k = 0; k < BOX_SIZE; k++) {
      const sum = near.reduce((total, other) => total + (found[other * BOX_SIZE + k] ?? 0), 0);
      mean[frame * BOX_SIZE + k] = sum / near.length;
    }
  }
  return mean;
}
