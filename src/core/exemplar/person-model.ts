import { bridgeGaps, smoothFaceAt } from '../faces/smoothing';
import type { Face, FaceTrack } from '../faces/face-track';
import { CarryOver } from './carry-over';
import { openingOf, widthOf } from './mouth-shape';
import { fitPose, meanShape, withoutPose, type Pose } from './pose';
import { restShape } from './rest-shape';
import { ShapeModel, type ShapePrior } from './shape-model';

/** Frames from which mean, rest and movement of a face are learned; more add nothing but time. */
const STUDIED_FRAMES = 400;

export interface PersonClip {
  name: string;
  track: FaceTrack;
}

/** A face in its frame: smoothed landmarks in px, and the same without the pose. */
export interface PosedFace {
  landmarks: Float32Array;
  pose: Pose;
  shape: Float32Array;
  /** Presence score of the detector, 0 where the face was bridged over a short gap. */
  score: number;
}

/** One person as their clips show them: how the face is built, moves, and stands in every frame. */
export class PersonModel {
  readonly model: ShapeModel;
  readonly #mean: Float32Array;
  readonly #tracks: Map<string, readonly (Face | null)[]>;
  readonly #carryOver = new Map<string, CarryOver>();
  readonly #poses = new Map<string, (Pose | null)[]>();
  /** Openings and widths of the mouth in all frames with a face, eye distances. */
  readonly openings: number[] = [];
  readonly widths: number[] = [];

  /**
   * Learns a person from the face tracks of their clips.
   * @returns null when no frame shows a face.
   */
  static learn(clips: readonly PersonClip[], prior: ShapePrior): PersonModel | null {
    const tracks = new Map(clips.map(({ name, track }) => [name, bridgeGaps(track.frames)]));
    const faces = spread([...tracks.values()], STUDIED_FRAMES);
    return faces.length === 0 ? null : new PersonModel(tracks, faces, prior);
  }

  private constructor(
    tracks: Map<string, readonly (Face | null)[]>,
    faces: readonly Float32Array[],
    prior: ShapePrior,
  ) {
    this.#tracks = tracks;
    this.#mean = meanShape(faces);
    const shapes = faces.map((face) => withoutPose(face, fitPose(this.#mean, face)));
    this.model = ShapeModel.fit(restShape(shapes), shapes, prior);
    for (const name of tracks.keys()) this.#walk(name);
  }

  /** The face in a clip's frame; null where there is none or no such frame. */
  faceAt(clip: string, frame: number): PosedFace | null {
    const frames = this.#tracks.get(clip);
    const face = frames && smoothFaceAt(frames, frame);
    return face ? this.#posed(face) : null;
  }

  /** The pose in a clip's frame; null where there is no face or no such frame. */
  poseAt(clip: string, frame: number): Pose | null {
    return this.#poses.get(clip)?.[frame] ?? null;
  }

  /** All faces of a clip in order, made one after the other. */
  *faces(clip: string): Generator<PosedFace | null> {
    for (const face of walk(this.#tracks.get(clip) ?? [])) yield face && this.#posed(face);
  }

  get clips(): IterableIterator<string> {
    return this.#tracks.keys();
  }

  framesOf(clip: string): number {
    return this.#tracks.get(clip)?.length ?? 0;
  }

  /** What a clip's face does around a frame beside speaking, such as smiling: Float32Array [478 × 3], pose-free. */
  residualAt(clip: string, frame: number): Float32Array | undefined {
    return this.#carryOver.get(clip)?.at(frame);
  }

  #posed({ landmarks, score }: Face): PosedFace {
    const pose = fitPose(this.#mean, landmarks);
    return { landmarks, pose, shape: withoutPose(landmarks, pose), score };
  }

  #walk(clip: string): void {
    const carryOver = new CarryOver(this.framesOf(clip));
    const poses: (Pose | null)[] = [];
    for (const face of this.faces(clip)) {
      poses.push(face?.pose ?? null);
      if (!face) continue;
      const open = openingOf(face.shape);
      const wide = widthOf(face.shape);
      this.openings.push(open);
      this.widths.push(wide);
      const spoken = this.model.open(open, wide);
      const difference = face.shape.map((value, k) => value - (spoken[k] as number));
      carryOver.add(poses.length - 1, difference);
    }
    this.#carryOver.set(clip, carryOver);
    this.#poses.set(clip, poses);
  }
}

/** Smoothed landmarks of at most `most` frames, spread evenly over all clips. */
function spread(tracks: readonly (readonly (Face | null)[])[], most: number): Float32Array[] {
  const total = tracks.reduce((sum, frames) => sum + frames.length, 0);
  const step = Math.max(1, total / most);
  const found: Float32Array[] = [];
  let next = 0;
  let offset = 0;
  for (const frames of tracks) {
    for (; next < offset + frames.length; next += step) {
      const face = smoothFaceAt(frames, Math.floor(next) - offset);
      if (face && face.score > 0) found.push(face.landmarks);
    }
    offset += frames.length;
  }
  return found;
}

function* walk(frames: readonly (Face | null)[]): Generator<Face | null> {
  for (let i = 0; i < frames.length; i++) yield smoothFaceAt(frames, i);
}
