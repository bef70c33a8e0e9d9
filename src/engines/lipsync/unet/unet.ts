import { NO_COLOUR_CHANGE } from '../../../core/lipsync/colour-match';
import { extractCrop } from '../../../core/lipsync/crop';
import { CURVE_COUNT, CURVE_WINDOW } from '../../../core/lipsync/curve-window';
import { pasteCrop } from '../../../core/lipsync/paste';
import { cropBounds, transformAt, type Similarity } from '../../../core/lipsync/pixel-region';
import { RESAMPLING_LOSS, sharpen } from '../../../core/lipsync/sharpen';
import { featherWeights, UNET_CROP, visibleMask } from '../../../core/lipsync/unet-crop';
import { alignTrack, lowerFaceTemplate } from '../../../core/faces/alignment';
import { ClipStrengths } from '../../../core/faces/mouth-strength';
import type {
  LipsyncBackend,
  LipsyncItem,
  LipsyncOutput,
  LipsyncSource,
} from '../../../workers/protocol/lipsync';
import { wraps, type LipsyncEngine, type LipsyncSession } from '../lipsync-engine';
import { FrameCanvas } from '../frame-canvas';
import { speakInOrder } from '../speak-in-order';
import { MouthNetwork } from './mouth-network';

/** A network trained for one avatar draws the lower face (tools/avatar/train). */
export const unet: LipsyncEngine = {
  id: 'unet',
  open: async (options) => new UnetSession(await MouthNetwork.open(options)),
};

const { size } = UNET_CROP;
const AREA = size * size;

class UnetSession implements LipsyncSession {
  readonly #network: MouthNetwork;
  readonly #template = lowerFaceTemplate(size);
  readonly #visible = visibleMask(UNET_CROP);
  readonly #feather = featherWeights(UNET_CROP);
  readonly #crop = new Float32Array(3 * AREA);
  readonly #row = new Float32Array(size);
  readonly #transforms = new Map<string, Float32Array>();
  #strengths = new ClipStrengths();
  #canvas: FrameCanvas | undefined;

  constructor(network: MouthNetwork) {
    this.#network = network;
  }

  get backend(): LipsyncBackend {
    return this.#network.backend;
  }

  prepare({ clips, width, height }: LipsyncSource): Promise<void> {
    this.#transforms.clear();
    for (const clip of clips) {
      const loops = wraps(clip);
      this.#transforms.set(clip.name, alignTrack(clip.track, this.#template, { loops }));
    }
    this.#strengths = new ClipStrengths(clips);
    this.#canvas = new FrameCanvas(width, height);
    return Promise.resolve();
  }

  async warmUp(): Promise<void> {
    const grey = new Float32Array(3 * AREA).fill(0.5);
    await this.#network.draw(grey, new Float32Array(CURVE_WINDOW * CURVE_COUNT));
  }

  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    return speakInOrder(items, (item) => this.#speak(item));
  }

  dispose(): Promise<void> {
    this.#transforms.clear();
    this.#canvas = undefined;
    return this.#network.dispose();
  }

  async #speak({ frame, clip, clipFrame, curves, weight }: LipsyncItem): Promise<LipsyncOutput> {
    const transforms = this.#transforms.get(clip);
    const transform = transforms ? transformAt(transforms, clipFrame) : null;
    const canvas = this.#canvas;
    const strength = weight * this.#strengths.at(clip, clipFrame);
    if (!canvas || !transform || strength <= 0) return { frame, lipsynced: false };
    const drawn = await this.#drawInto(canvas, frame, transform, curves, strength);
    return drawn ? { frame: canvas.take(frame), lipsynced: true } : { frame, lipsynced: false };
  }

  async #drawInto(
    canvas: FrameCanvas,
    frame: VideoFrame,
    transform: Similarity,
    curves: Float32Array,
    weight: number,
  ): Promise<boolean> {
    const bounds = cropBounds(transform, size, canvas.width, canvas.height);
    if (!bounds) return false;
    const region = await canvas.read(frame, bounds);
    extractCrop(region, transform, this.#visible, this.#crop);
    const drawn = await this.#network.draw(this.#crop, curves);
    sharpen(drawn, size, RESAMPLING_LOSS, this.#row);
    // The network sees the light on the rim and draws by it; matching colours there would take the shadows of the clip's own mouth for light.
    const colour = NO_COLOUR_CHANGE;
    pasteCrop(region, { drawn, feather: this.#feather, transform, colour, weight });
    canvas.write(region);
    return true;
  }
}
