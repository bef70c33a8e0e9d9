import { framesOf } from '../../../core/clips/frame-at';
import { mouthRange } from '../../../core/exemplar/calibration';
import { buildFaceMesh } from '../../../core/exemplar/draw/face-mesh';
import { FaceRasteriser } from '../../../core/exemplar/draw/face-rasteriser';
import {
  faceRegion,
  type FacePainter,
  type FacePicture,
} from '../../../core/exemplar/face-picture';
import { chooseKeyFrames, type KeyFrame } from '../../../core/exemplar/key-frames';
import { keyPicture, pictureCrop } from '../../../core/exemplar/key-picture';
import { keyTextures } from '../../../core/exemplar/key-textures';
import { mouthTargets } from '../../../core/exemplar/mouth-targets';
import { PersonModel } from '../../../core/exemplar/person-model';
import { planMouths } from '../../../core/exemplar/plan-mouths';
import { readRow } from '../../../core/exemplar/plan-row';
import { turnAngle, withPose } from '../../../core/exemplar/pose';
import type { KeyTextures } from '../../../core/exemplar/retrieval';
import { SHAPE_PRIOR } from '../../../core/exemplar/shape-prior';
import { FPS } from '../../../core/time/units';
import { AppError } from '../../../workers/protocol/errors';
import type {
  ClipPictures,
  LipsyncItem,
  LipsyncOutput,
  LipsyncPlanRequest,
  LipsyncSource,
  PictureWish,
} from '../../../workers/protocol/lipsync';
import { FrameCanvas } from '../frame-canvas';
import type { LipsyncEngine, LipsyncSession } from '../lipsync-engine';

/**
 * Draws mouths out of the person's own pictures: their face is bent to the spoken shape, and the frames of their clips whose
 * lips fit best are blended in. Nothing is trained (docs/exemplar.md).
 */
export const exemplar: LipsyncEngine = {
  id: 'exemplar',
  open: () => Promise.resolve(new ExemplarSession()),
};

/** Faces turned further from the camera than this, degrees, keep their own mouth. */
const MOST_TURN = 45;

/** A person, ready to be drawn. */
interface Prepared {
  person: PersonModel;
  painter: FacePainter;
  keys: KeyFrame[];
  wishes: PictureWish[];
  pictures: FacePicture[];
  textures: KeyTextures | null;
  clipFrames: ReadonlyMap<string, number>;
  canvas: FrameCanvas;
}

class ExemplarSession implements LipsyncSession {
  readonly backend = 'wasm';
  #prepared: Prepared | null = null;

  prepare({ clips, width, height }: LipsyncSource): Promise<void> {
    this.#prepared = null;
    const person = PersonModel.learn(clips, SHAPE_PRIOR);
    if (person === null) return Promise.resolve();
    const mesh = buildFaceMesh(person.model.rest);
    const keys = chooseKeyFrames(person);
    this.#prepared = {
      person,
      painter: new FaceRasteriser(mesh),
      keys,
      wishes: keys.map((key) => ({
        clip: key.clip,
        frame: key.frame,
        ...pictureCrop(key, mesh, width, height),
      })),
      pictures: [],
      textures: null,
      clipFrames: new Map(clips.map(({ name, track }) => [name, track.frames.length])),
      canvas: new FrameCanvas(width, height),
    };
    return Promise.resolve();
  }

  wishes(): PictureWish[] {
    return this.#prepared?.wishes ?? [];
  }

  async takePictures({ pixels }: ClipPictures): Promise<void> {
    const prepared = this.#prepared;
    if (!prepared) return;
    const { keys, wishes, person } = prepared;
    const bytes = new Uint8ClampedArray(await pixels.arrayBuffer());
    const wanted = wishes.reduce(
      (sum, wish) => sum + 4 * wish.pictureWidth * wish.pictureHeight,
      0,
    );
    if (bytes.length !== wanted) {
      throw new AppError(
        'internal',
        `The pictures of the mouth have ${bytes.length} of ${wanted} bytes.`,
        {
          hint: 'Try again.',
        },
      );
    }
    let at = 0;
    prepared.pictures = wishes.map((wish, i) => {
      const size = 4 * wish.pictureWidth * wish.pictureHeight;
      const picture = keyPicture(keys[i] as KeyFrame, wish, bytes.subarray(at, at + size));
      at += size;
      return picture;
    });
    prepared.textures = keyTextures(keys, prepared.pictures, buildFaceMesh(person.model.rest));
  }

  plan({
    events,
    totalFrames,
    curves,
    weights,
    openness,
  }: LipsyncPlanRequest): Promise<Float32Array> {
    const prepared = this.#prepared;
    if (!prepared?.textures) return Promise.resolve(new Float32Array(0));
    const { person, keys, textures, clipFrames } = prepared;
    const range = mouthRange(person.openings, person.widths);
    const targets = mouthTargets(curves, range, { openness });
    const shown = framesOf({ fps: FPS, totalFrames, events }, clipFrames);
    return Promise.resolve(planMouths(shown, { person, keys, textures, targets, weights }));
  }

  warmUp(): Promise<void> {
    return Promise.resolve();
  }

  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    const outputs: LipsyncOutput[] = [];
    try {
      for (const item of items) outputs.push(this.#speak(item));
      return Promise.resolve(outputs);
    } catch (error) {
      for (const { frame } of [...items, ...outputs]) frame.close();
      throw error;
    }
  }

  dispose(): Promise<void> {
    this.#prepared = null;
    return Promise.resolve();
  }

  #speak({ frame, clip, clipFrame, weight, plan }: LipsyncItem): LipsyncOutput {
    const untouched = { frame, lipsynced: false };
    const prepared = this.#prepared;
    if (!prepared || weight <= 0 || plan === undefined || plan.length === 0) return untouched;
    const { person, painter, pictures, canvas } = prepared;
    const face = person.faceAt(clip, clipFrame);
    if (!face || turnAngle(face.pose) > MOST_TURN) return untouched;
    const bounds = faceRegion(face.landmarks, canvas.width, canvas.height);
    if (!bounds) return untouched;
    const { target, taps } = readRow(plan);
    const shape = person.model.shape(target, person.residualAt(clip, clipFrame));
    const region = canvas.read(frame, bounds);
    const picture = { ...bounds, pixels: region.data, landmarks: face.landmarks };
    const drawn = taps.flatMap(({ key, weight: share }) => {
      const source = pictures[key];
      return source ? [{ picture: source, weight: share }] : [];
    });
    painter.draw(picture, withPose(shape, face.pose), drawn, { weight, mouth: 'taps' });
    canvas.write({ ...bounds, data: picture.pixels });
    return { frame: canvas.take(frame), lipsynced: true };
  }
}
