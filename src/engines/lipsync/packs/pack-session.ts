import { matchColour, matchRing } from '../../../core/lipsync/colour-match';
import { closedMouthFrame } from '../../../core/lipsync/packs/closed-mouth';
import { boxAt, type FaceRect } from '../../../core/lipsync/packs/face-boxes';
import { pasteWeights, shownMask, type PackCrop } from '../../../core/lipsync/packs/pack-crop';
import { extractRect, pasteRect, rectBounds } from '../../../core/lipsync/packs/rect-crop';
import type { RectPixels } from '../../../core/lipsync/packs/rect-crop';
import type { Adapter } from '../../../core/lipsync/packs/recognise';
import type { FaceTrack } from '../../../core/faces/face-track';
import { ClipStrengths } from '../../../core/faces/mouth-strength';
import { AppError } from '../../../workers/protocol/errors';
import type {
  ClipPictures,
  LipsyncBackend,
  LipsyncItem,
  LipsyncOutput,
  LipsyncSource,
  PictureWish,
} from '../../../workers/protocol/lipsync';
import { FrameCanvas } from '../frame-canvas';
import { GuardedNetwork } from '../guarded-network';
import { wraps, type LipsyncSession, type OpenLipsync } from '../lipsync-engine';
import { speakInOrder } from '../speak-in-order';
import { packNetwork, type PackShape } from './pack-network';

/** Pictures of a face, planes R, G, B [3 × size × size] in 0–1. */
export interface SeenFace {
  /** The face as it is in the frame. */
  whole: Float32Array;
  /** The same with the hidden rectangle black. */
  masked: Float32Array;
  /** The person with closed lips, for recipes that want it; else the face itself, whose own mouth shows through. */
  reference: Float32Array;
}

/** What differs between the adapters. */
export interface PackRecipe {
  adapter: Adapter;
  /** @param size side of the network's picture, px. */
  crop(size: number): PackCrop;
  /** Where the network's picture lies in each frame of a clip: Float32Array [frames × 4], see face-boxes. */
  rects(track: FaceTrack, crop: PackCrop, options: { loops: boolean }): Float32Array;
  /** Whether the network learned to take another frame of the person as its reference. */
  wantsReference: boolean;
  /** Writes the network's picture: `input` is Float32Array [6 × size × size]. */
  picture(face: Readonly<SeenFace>, input: Float32Array): void;
  /** A frame's feature window in the order the network reads it. */
  sound(window: Float32Array): Float32Array;
}

/** A network of a model pack draws the face box anew; it hears audio features instead of mouth curves. */
export class PackSession implements LipsyncSession {
  readonly #recipe: PackRecipe;
  readonly #network: GuardedNetwork<PackShape>;
  readonly #crop: PackCrop;
  readonly #area: number;
  readonly #shown: Uint8Array;
  readonly #weights: Float32Array;
  readonly #ring: Int32Array;
  readonly #whole: Float32Array;
  readonly #masked: Float32Array;
  readonly #input: Float32Array;
  readonly #rects = new Map<string, Float32Array>();
  #strengths = new ClipStrengths();
  /** Where the reference picture comes from, and the picture once it has been handed over. */
  #closedMouth: { wish: PictureWish; rect: FaceRect } | null = null;
  #reference: Float32Array | null = null;
  #canvas: FrameCanvas | undefined;

  private constructor(recipe: PackRecipe, network: GuardedNetwork<PackShape>) {
    const { size } = network.shape;
    this.#recipe = recipe;
    this.#network = network;
    this.#crop = recipe.crop(size);
    this.#area = size * size;
    this.#shown = shownMask(this.#crop);
    this.#weights = pasteWeights(this.#crop);
    this.#ring = matchRing(this.#shown, this.#weights);
    this.#whole = new Float32Array(3 * this.#area);
    this.#masked = new Float32Array(3 * this.#area);
    this.#input = new Float32Array(6 * this.#area);
  }

  static async open(recipe: PackRecipe, options: OpenLipsync): Promise<PackSession> {
    const network = await GuardedNetwork.open(options, packNetwork(recipe.adapter));
    return new PackSession(recipe, network);
  }

  get backend(): LipsyncBackend {
    return this.#network.backend;
  }

  prepare({ clips, width, height }: LipsyncSource): Promise<void> {
    this.#rects.clear();
    for (const clip of clips) {
      this.#rects.set(
        clip.name,
        this.#recipe.rects(clip.track, this.#crop, { loops: wraps(clip) }),
      );
    }
    this.#strengths = new ClipStrengths(clips);
    this.#canvas = new FrameCanvas(width, height);
    this.#reference = null;
    this.#closedMouth = this.#recipe.wantsReference ? this.#findClosedMouth(clips) : null;
    return Promise.resolve();
  }

  wishes(): PictureWish[] {
    return this.#closedMouth ? [this.#closedMouth.wish] : [];
  }

  async takePictures({ pixels }: ClipPictures): Promise<void> {
    if (!this.#closedMouth) return;
    const { wish, rect } = this.#closedMouth;
    const data = new Uint8ClampedArray(await pixels.arrayBuffer());
    this.#reference = new Float32Array(3 * this.#area);
    extractRect({ ...wish, data }, rect, this.#crop.size, this.#reference);
  }

  async warmUp(): Promise<void> {
    const { soundShape } = this.#network.shape;
    const silence = new Float32Array(soundShape.reduce((count, size) => count * size, 1));
    this.#input.fill(0.5);
    await this.#draw(silence);
  }

  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    return speakInOrder(items, (item) => this.#speak(item));
  }

  dispose(): Promise<void> {
    this.#rects.clear();
    this.#canvas = undefined;
    return this.#network.dispose();
  }

  /** Where the network's picture lies in a clip's frame; null where there is no face. */
  faceRect(clip: string, clipFrame: number): FaceRect | null {
    const rects = this.#rects.get(clip);
    return rects ? boxAt(rects, clipFrame) : null;
  }

  /**
   * Draws the face into the pixels around `rect`.
   * @param features the frame's window of audio features.
   * @param weight 0–1, see {@link LipsyncItem}.
   */
  async drawInto(
    region: RectPixels,
    rect: FaceRect,
    features: Float32Array,
    weight: number,
  ): Promise<void> {
    const whole = this.#whole;
    const masked = this.#masked;
    extractRect(region, rect, this.#crop.size, whole);
    for (let i = 0; i < whole.length; i++) {
      masked[i] = this.#shown[i % this.#area] === 1 ? (whole[i] as number) : 0;
    }
    this.#recipe.picture({ whole, masked, reference: this.#reference ?? whole }, this.#input);
    const drawn = swapRedAndBlue(await this.#draw(features));
    const colour = matchColour(drawn, whole, this.#ring, this.#area);
    pasteRect(region, { drawn, weights: this.#weights, rect, colour, weight });
  }

  async #speak(item: LipsyncItem): Promise<LipsyncOutput> {
    const { frame, clip, clipFrame, features, weight } = item;
    const rect = this.faceRect(clip, clipFrame);
    const canvas = this.#canvas;
    const strength = weight * this.#strengths.at(clip, clipFrame);
    if (!canvas || !rect || strength <= 0) return { frame, lipsynced: false };
    const bounds = rectBounds(rect, canvas.width, canvas.height);
    if (!bounds) return { frame, lipsynced: false };
    if (!features) {
      throw new AppError('internal', 'A model pack was given a frame without audio features.', {
        hint: 'Reload the page and try again.',
      });
    }
    const region = await canvas.read(frame, bounds);
    await this.drawInto(region, rect, features, strength);
    canvas.write(region);
    return { frame: canvas.take(frame), lipsynced: true };
  }

  /** A frame whose face lies wholly inside the picture, looks at the camera and has nothing before its mouth. */
  #findClosedMouth(clips: LipsyncSource['clips']): { wish: PictureWish; rect: FaceRect } | null {
    const canvas = this.#canvas;
    if (!canvas) return null;
    const inside = ({ x, y, width, height }: FaceRect): boolean =>
      x >= 0 && y >= 0 && x + width <= canvas.width && y + height <= canvas.height;
    const found = closedMouthFrame(clips, ({ clip, frame }) => {
      const rect = this.faceRect(clip, frame);
      return rect !== null && inside(rect) && this.#strengths.at(clip, frame) === 1;
    });
    const rect = found && this.faceRect(found.clip, found.frame);
    const bounds = rect && rectBounds(rect, canvas.width, canvas.height);
    if (!bounds) return null;
    const { width: pictureWidth, height: pictureHeight } = bounds;
    const { clip, frame } = found;
    return { wish: { clip, frame, ...bounds, pictureWidth, pictureHeight }, rect };
  }

  #draw(features: Float32Array): Promise<Float32Array> {
    const { picture, sound, soundShape, size } = this.#network.shape;
    return this.#network.draw({
      [picture]: [this.#input, [1, 6, size, size]],
      [sound]: [this.#recipe.sound(features), soundShape],
    });
  }
}

/** Planes B, G, R ↔ R, G, B. */
export function swapRedAndBlue(planes: Float32Array): Float32Array {
  const area = planes.length / 3;
  const swapped = planes.slice();
  swapped.set(planes.subarray(2 * area), 0);
  swapped.set(planes.subarray(0, area), 2 * area);
  return swapped;
}
