import { framesOf } from '../../../core/clips/frame-at';
import { mouthRange, neverOpens, stillMouthRange } from '../../../core/exemplar/calibration';
import {
  canonicalGeometry,
  canonicalMouth,
  type CanonicalMouth,
} from '../../../core/exemplar/draw/canonical-mouth';
import { buildFaceMesh } from '../../../core/exemplar/draw/face-mesh';
import {
  faceRegion,
  type FaceMesh,
  type FacePicture,
  type MouthLook,
} from '../../../core/exemplar/face-picture';
import {
  freedom,
  skinRing,
  usualRing,
  type UsualRing,
} from '../../../core/exemplar/draw/mouth-ring';
import { mouthLook } from '../../../core/exemplar/draw/mouth-look';
import {
  chooseKeyFrames,
  KEY_FRAMES,
  spreadKeyFrames,
  type KeyFrame,
} from '../../../core/exemplar/key-frames';
import {
  keyPicture,
  pictureCrop,
  wholeFace,
  type PictureCrop,
} from '../../../core/exemplar/key-picture';
import { keyTextures } from '../../../core/exemplar/key-textures';
import { mouthTargets } from '../../../core/exemplar/mouth-targets';
import { PersonModel } from '../../../core/exemplar/person-model';
import { planMouths } from '../../../core/exemplar/plan-mouths';
import { readRow } from '../../../core/exemplar/plan-row';
import { turnAngle, withPose } from '../../../core/exemplar/pose';
import type { KeyTextures } from '../../../core/exemplar/retrieval';
import { quantile } from '../../../core/exemplar/rest-shape';
import { SHAPE_PRIOR } from '../../../core/exemplar/shape-prior';
import { WIDEST_TURN } from '../../../core/faces/head-turn';
import { FPS } from '../../../core/time/units';
import { AppError } from '../../../workers/protocol/errors';
import type {
  BackendInUse,
  ClipPictures,
  LipsyncItem,
  LipsyncOutput,
  LipsyncPlanRequest,
  LipsyncSource,
  PictureWish,
} from '../../../workers/protocol/lipsync';
import { FrameCanvas } from '../frame-canvas';
import type { LipsyncEngine, LipsyncSession, OpenLipsync } from '../lipsync-engine';
import { speakInOrder } from '../speak-in-order';
import { BestFacePainter } from './face-painter';
import { sourceName } from './source-name';

/**
 * Draws mouths out of the person's own pictures: their face is bent to the spoken shape, and the frames of their clips whose
 * lips fit best are blended in. Nothing is trained (docs/exemplar.md).
 */
export const exemplar: LipsyncEngine = {
  id: 'exemplar',
  open: (options) => Promise.resolve(new ExemplarSession(options)),
};

/** Where more than this share of the frames has no face to draw on, the user is told. */
const POOR_TRACK = 0.3;

/** Pictures that tell what the skin around a mouth usually looks like, where the mouth itself is drawn. */
const RING_PICTURES = 24;

/** A person, ready to be drawn. */
interface Prepared {
  /** Of the clips, see {@link sourceName}; null where they have none. */
  source: string | null;
  /** Whether the pictures wished for have come. */
  complete: boolean;
  person: PersonModel;
  mesh: FaceMesh;
  painter: BestFacePainter;
  /** The colours of an inner mouth that has to be drawn; null while unknown, and where pictures show it. */
  look: MouthLook | null;
  drawn: boolean;
  keys: KeyFrame[];
  wishes: PictureWish[];
  pictures: FacePicture[];
  /** What the pictures of the mouth tell; null while unknown, and where it is drawn. */
  textures: KeyTextures | null;
  /** By which a hand before the mouth is told; null while unknown, and for a picture that has nothing to compare with. */
  skin: SeenSkin | null;
  clipFrames: ReadonlyMap<string, number>;
  /** One for each frame under way. */
  canvases: FrameCanvas[];
}

interface SeenSkin {
  geometry: CanonicalMouth;
  usual: UsualRing;
}

class ExemplarSession implements LipsyncSession {
  readonly #choice: OpenLipsync['backend'];
  readonly #warn: NonNullable<OpenLipsync['onWarning']>;
  #prepared: Prepared | null = null;

  constructor({ backend, onWarning = () => undefined }: OpenLipsync) {
    this.#choice = backend;
    this.#warn = onWarning;
  }

  get backend(): BackendInUse {
    return this.#prepared?.painter.backend ?? 'wasm';
  }

  async prepare(source: LipsyncSource): Promise<void> {
    const { clips, width, height } = source;
    const name = await sourceName(source);
    const before = this.#prepared;
    // Two jobs in a row often show the same person: learning them takes longer than all else before the first frame.
    if (before?.complete && before.source !== null && before.source === name) {
      this.#judgeTracks(before.person, clips);
      return;
    }
    await this.dispose();
    const person = PersonModel.learn(clips, SHAPE_PRIOR);
    this.#judgeTracks(person, clips);
    if (person === null) return;
    const mesh = buildFaceMesh(person.model.rest);
    const drawn = neverOpens(person.openings);
    // A drawn mouth needs one picture for its colours, and others to tell a hand by where there are any.
    const keys = chooseKeyFrames(person, drawn ? 1 : KEY_FRAMES);
    if (drawn && clips.some(({ still }) => still !== true)) {
      keys.push(...spreadKeyFrames(person, RING_PICTURES));
    }
    const crop = (key: KeyFrame, index: number): PictureCrop =>
      drawn && index === 0 ? wholeFace(key, width, height) : pictureCrop(key, mesh, width, height);
    const painter = await BestFacePainter.open(mesh, this.#choice);
    this.#prepared = {
      source: name,
      complete: false,
      person,
      mesh,
      painter,
      look: null,
      drawn,
      keys,
      wishes: keys.map((key, i) => ({ clip: key.clip, frame: key.frame, ...crop(key, i) })),
      pictures: [],
      textures: null,
      skin: null,
      clipFrames: new Map(clips.map(({ name, track }) => [name, track.frames.length])),
      canvases: Array.from({ length: painter.overlapping }, () => new FrameCanvas(width, height)),
    };
  }

  wishes(): PictureWish[] {
    return this.#prepared?.complete === false ? this.#prepared.wishes : [];
  }

  async takePictures({ pixels }: ClipPictures): Promise<void> {
    const prepared = this.#prepared;
    if (!prepared) return;
    const { keys, wishes, mesh, drawn } = prepared;
    const pictures = splitPictures(keys, wishes, new Uint8ClampedArray(await pixels.arrayBuffer()));
    const [first, ...others] = pictures;
    if (drawn) {
      if (first) prepared.look = mouthLook(first);
      if (others.length > 0) prepared.skin = learnSkin(others, mesh).skin;
    } else {
      const { mouths, skin } = learnSkin(pictures, mesh);
      prepared.pictures = pictures;
      prepared.skin = skin;
      prepared.textures = keyTextures(keys, pictures, mouths, skin.usual);
    }
    prepared.complete = true;
  }

  plan(request: LipsyncPlanRequest): Promise<Float32Array> {
    const prepared = this.#prepared;
    if (!prepared) return Promise.resolve(new Float32Array(0));
    const { events, totalFrames, curves, weights, openness } = request;
    const { person, keys, textures, clipFrames, drawn } = prepared;
    const { openings, widths } = person;
    const range = drawn ? stillMouthRange(quantile(widths, 0.5)) : mouthRange(openings, widths);
    const targets = mouthTargets(curves, range, { openness });
    const shown = framesOf({ fps: FPS, totalFrames, events }, clipFrames);
    const bank = textures && { keys, textures };
    return Promise.resolve(planMouths(shown, { person, bank, targets, weights }));
  }

  warmUp(): Promise<void> {
    return Promise.resolve();
  }

  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    const lanes = this.#prepared?.canvases.length;
    return speakInOrder(items, (item, lane) => this.#speak(item, lane), lanes);
  }

  dispose(): Promise<void> {
    this.#prepared?.painter.dispose();
    this.#prepared = null;
    return Promise.resolve();
  }

  async #speak(
    { frame, clip, clipFrame, weight, plan }: LipsyncItem,
    lane: number,
  ): Promise<LipsyncOutput> {
    const untouched = { frame, lipsynced: false };
    const prepared = this.#prepared;
    if (!prepared || weight <= 0 || plan === undefined || plan.length === 0) return untouched;
    const { person, painter, pictures, look, skin } = prepared;
    const canvas = prepared.canvases[lane];
    const strength = weight * person.strengthAt(clip, clipFrame);
    const face = strength > 0 ? person.faceAt(clip, clipFrame) : null;
    if (!canvas || !face) return untouched;
    const bounds = faceRegion(face.landmarks, canvas.width, canvas.height);
    if (!bounds) return untouched;
    const { target, taps } = readRow(plan);
    const shape = person.model.shape(target, person.residualAt(clip, clipFrame));
    const region = await canvas.read(frame, bounds);
    const picture = { ...bounds, pixels: region.data, landmarks: face.landmarks };
    // A hand before the mouth is no place to draw another mouth.
    const free = skin ? freedom(canonicalMouth(picture, skin.geometry), skin.usual) : 1;
    if (free <= 0) return untouched;
    const sources = taps.flatMap(({ key, weight: share }) => {
      const source = pictures[key];
      return source ? [{ picture: source, weight: share }] : [];
    });
    const mouth = look ? { mouth: 'drawn' as const, look } : { mouth: 'taps' as const };
    await painter.draw(picture, withPose(shape, face.pose), sources, {
      weight: strength * free,
      ...mouth,
    });
    canvas.write({ ...bounds, data: picture.pixels });
    return { frame: canvas.take(frame), lipsynced: true };
  }

  /** Tells when a good part of the frames will keep its own mouth. */
  #judgeTracks(person: PersonModel | null, clips: LipsyncSource['clips']): void {
    let poor = 0;
    let frames = 0;
    for (const { name, track, shown } of clips) {
      const { first, end } = shown ?? { first: 0, end: track.frames.length };
      frames += end - first;
      for (let i = first; i < end; i++) {
        const pose = person?.poseAt(name, i) ?? null;
        if (pose === null || turnAngle(pose) > WIDEST_TURN) poor += 1;
      }
    }
    if (poor <= POOR_TRACK * frames) return;
    this.#warn({
      code: 'poor-track',
      message: `The face is missing or turned away in ${poor} of ${frames} frames; these keep their own mouth.`,
    });
  }
}

/** The mouths of some pictures in one geometry, and what the skin around them usually looks like. */
function learnSkin(
  pictures: readonly FacePicture[],
  mesh: FaceMesh,
): { mouths: Float32Array[]; skin: SeenSkin } {
  const geometry = canonicalGeometry(mesh);
  const mouths = pictures.map((picture) => canonicalMouth(picture, geometry));
  return { mouths, skin: { geometry, usual: usualRing(mouths, skinRing(geometry)) } };
}

/** Cuts the pictures of all wishes out of one block of pixels. */
function splitPictures(
  keys: readonly KeyFrame[],
  wishes: readonly PictureWish[],
  pixels: Uint8ClampedArray,
): FacePicture[] {
  const sizes = wishes.map(({ pictureWidth, pictureHeight }) => 4 * pictureWidth * pictureHeight);
  const wanted = sizes.reduce((sum, size) => sum + size, 0);
  if (pixels.length !== wanted) {
    throw new AppError(
      'internal',
      `The pictures of the mouth have ${pixels.length} of ${wanted} bytes.`,
      {
        hint: 'Try again.',
      },
    );
  }
  let at = 0;
  return keys.flatMap((key, i) => {
    const [wish, size = 0] = [wishes[i], sizes[i]];
    if (!wish) return [];
    at += size;
    return [keyPicture(key, wish, pixels.subarray(at - size, at))];
  });
}
