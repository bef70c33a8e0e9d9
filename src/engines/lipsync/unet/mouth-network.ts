import { UNET_CROP } from '../../../core/lipsync/unet-crop';
import { CURVE_COUNT, CURVE_WINDOW } from '../../../core/lipsync/curve-window';
import { AppError } from '../../../workers/protocol/errors';
import type { LipsyncBackend } from '../../../workers/protocol/lipsync';
import { GuardedNetwork, type NetworkKind } from '../guarded-network';
import type { OpenLipsync } from '../lipsync-engine';

const { size } = UNET_CROP;
const CROP_SHAPE = [1, 3, size, size];
const CURVES_SHAPE = [1, CURVE_WINDOW, CURVE_COUNT];

interface MouthShape {
  output: string;
  values: number;
}

const MOUTH_NETWORK: NetworkKind<MouthShape> = {
  read({ inputNames, outputNames }) {
    const inputs = ['crop', 'curves'].filter((name) => !inputNames.includes(name));
    if (inputs.length === 0 && outputNames.includes('mouth')) {
      return { output: 'mouth', values: 3 * size * size };
    }
    throw notAMouthNetwork(`it maps ${inputNames.join(', ')} to ${outputNames.join(', ')}`);
  },
  fault: notAMouthNetwork,
};

/** The network behind the U-Net engine. */
export class MouthNetwork {
  readonly #network: GuardedNetwork<MouthShape>;

  private constructor(network: GuardedNetwork<MouthShape>) {
    this.#network = network;
  }

  /** @throws AppError `bad-model` when the file is not a mouth U-Net of this crop. */
  static async open(options: OpenLipsync): Promise<MouthNetwork> {
    return new MouthNetwork(await GuardedNetwork.open(options, MOUTH_NETWORK));
  }

  get backend(): LipsyncBackend {
    return this.#network.backend;
  }

  /**
   * Draws one crop.
   * @param crop planes [3 × size × size], 0–1, hidden part 0.
   * @param curves [9 × 7].
   * @returns planes [3 × size × size], about 0–1.
   */
  draw(crop: Float32Array, curves: Float32Array): Promise<Float32Array> {
    return this.#network.draw({ crop: [crop, CROP_SHAPE], curves: [curves, CURVES_SHAPE] });
  }

  dispose(): Promise<void> {
    return this.#network.dispose();
  }
}

function notAMouthNetwork(found: string): AppError {
  return new AppError(
    'bad-model',
    `The model is no mouth U-Net (crop [${CROP_SHAPE.join(', ')}] and curves ` +
      `[${CURVES_SHAPE.join(', ')}] to mouth): ${found}.`,
    { hint: 'Choose another lip-sync model for this avatar.' },
  );
}
