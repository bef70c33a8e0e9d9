import type { FrameRange } from '../clips/frame-at';
import type { Face, FaceTrack } from '../faces/face-track';
import { mouthStrengths, type ClipView } from '../faces/mouth-strength';
import { bridgeGaps, smoothFaceAt } from '../faces/smoothing';
import { CarryOver } from './carry-over';
import { openingOf, widthOf } from './mouth-shape';
import { fitPose, meanShape, turnAngle, withoutPose, type Pose } from './pose';
import { restShape } from './rest-shape';
import { ShapeModel, type ShapePrior } from './shape-model';

/** Frames from which mean, rest and movement of a face are learned; more add nothing but time. */
const STUDIED_FRAMES = 400;

export interface PersonClip {
  name: string;
  track: FaceTrack;
  /** Frames that can be shown; default: all. */
  shown?: FrameRange;
}

/** A clip's track with short gaps bridged, and its faces free of jitter. */
interface SteadyClip extends ClipView {
  frames: readonly (Face | null)[];
  faceAt: (frame: number) => Face | null;
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
  readonly #clips: Map<string, SteadyClip>;
  readonly #carryOver = new Map<string, CarryOver>();
  readonly #poses = new Map<string, (Pose | null)[]>();
  readonly #strengths = new Map<string, Float32Array>();
  /** Openings and widths of the mouth in all frames with a face, eye distances. */
  readonly openings: number[] = [];
  readonly widths: number[] = [];

  /**
   * Learns a person from the face tracks of their clips.
   * @returns null when no frame shows a face.
   */
  static learn(clips: readonly PersonClip[], prior: ShapePrior): PersonModel | null {
    const steady = new Map(clips.map((clip) => [clip.name, steadied(clip)]));
    const faces = spread([...steady.values()], STUDIED_FRAMES);
    return faces.length === 0 ? null : new PersonModel(steady, faces, prior);
  }

  private constructor(
    clips: Map<string, SteadyClip>,
    faces: readonly Float32Array[],
    prior: ShapePrior,
  ) {
    this.#clips = clips;
    this.#mean = meanShape(faces);
    const shapes = faces.map((face) => withoutPose(face, fitPose(this.#mean, face)));
    this.model = ShapeModel.fit(restShape(shapes), shapes, prior);
    for (const [name, clip] of clips) this.#walk(name, clip);
  }

  /** The face in a clip's frame; null where there is none or no such frame. */
  faceAt(clip: string, frame: number): PosedFace | null {
    const face = this.#clips.get(clip)?.faceAt(frame);
    return face ? this.#posed(face) : null;
  }

  /** The pose in a clip's frame; null where there is no face or no such frame. */
  poseAt(clip: string, frame: number): Pose | null {
    return this.#poses.get(clip)?.[frame] ?? null;
  }

  /** How strongly a clip's frame takes a drawn mouth, 0–1; 0 where there is no such frame. See {@link mouthStrengths}. */
  strengthAt(clip: string, frame: number): number {
    return this.#strengths.get(clip)?.[frame] ?? 0;
  }

  /** All faces of a clip in order, made one after the other. */
  *faces(clip: string): Generator<PosedFace | null> {
    for (let i = 0; i < this.framesOf(clip); i++) yield this.faceAt(clip, i);
  }

  get clips(): IterableIterator<string> {
    return this.#clips.keys();
  }

  framesOf(clip: string): number {
    return this.#clips.get(clip)?.frames.length ?? 0;
  }

  /** What a clip's face does around a frame beside speaking, such as smiling: Float32Array [478 × 3], pose-free. */
  residualAt(clip: string, frame: number): Float32Array | undefined {
    return this.#carryOver.get(clip)?.at(frame);
  }

  #posed({ landmarks, score }: Face): PosedFace {
    const pose = fitPose(this.#mean, landmarks);
    return { landmarks, pose, shape: withoutPose(landmarks, pose), score };
  }

  #walk(clip: string, { frames, ...view }: SteadyClip): void {
    const carryOver = new CarryOver(frames.length, view.cuts);
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
    const turns = poses.map((pose) => pose && turnAngle(pose));
    this.#strengths.set(clip, mouthStrengths(turns, view));
  }
}

/** A mended track is taken as it is: bridged and smoothed again it would reach over cuts, and lose the quickest closures. */
function steadied({ track, shown }: PersonClip): SteadyClip {
  const { cuts, covered } = track;
  const view = { cuts, covered, shown };
  if (cuts)
    return { ...view, frames: track.frames, faceAt: (frame) => track.frames[frame] ?? null };
  const frames = bridgeGaps(track.frames);
  return { ...view, frames, faceAt: (frame) => smoothFaceAt(frames, frame) };
}

/** Landmarks of at most `most` frames, free of jitter and spread evenly over all clips. */
function spread(clips: readonly SteadyClip[], most: number): Float32Array[] {
  const total = clips.reduce((sum, { frames }) => sum + frames.length, 0);
  const step = Math.max(1, total / most);
  const found: Float32Array[] = [];
  let next = 0;
  let offset = 0;
  for (const { frames, faceAt } of clips) {
    for (; next < offset + frames.length; next += step) {
      const face = faceAt(Math.floor(next) - offset);
      if (face && face.score > 0) found.push(face.landmarks);
    }
    offset += frames.length;
  }
  return found;
}
