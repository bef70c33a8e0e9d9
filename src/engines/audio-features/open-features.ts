import type { FeatureKind } from '../../core/lipsync/packs/feature-layout';
import { AppError, MODEL_PACK_STAGE } from '../../workers/protocol/errors';
import type { AudioFeatures } from './audio-features';
import { AveFeatures, type WindowEncoder } from './ave-features';
import { EncoderNetwork } from './encoder-network';
import { MelFeatures } from './mel-features';
import { PcmFeatures } from './pcm-features';

/**
 * Makes features of that kind.
 * @param model the audio encoder's .onnx; mel frames need none.
 * @throws AppError `model-missing` when an encoder is needed, `bad-model` when it is another one.
 */
export async function openFeatures(
  kind: FeatureKind,
  model: Uint8Array | null,
): Promise<AudioFeatures> {
  if (kind === 'mel') return new MelFeatures();
  if (model === null) {
    throw new AppError('model-missing', `The model needs its ${kind} audio encoder as .onnx.`, {
      hint: 'Import the model again together with its audio encoder, a second .onnx file.',
      stage: MODEL_PACK_STAGE,
    });
  }
  const encoder: WindowEncoder = await EncoderNetwork.open(kind, model);
  return kind === 'ave' ? new AveFeatures(encoder) : new PcmFeatures(kind, encoder);
}
