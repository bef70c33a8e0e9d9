import {
  recogniseModel,
  type Adapter,
  type ModelShape,
  type RecognisedModel,
  type TensorShape,
} from '../../../core/lipsync/packs/recognise';
import { AppError, MODEL_PACK_STAGE } from '../../../workers/protocol/errors';
import type { InferenceSession } from '../../ort';
import type { NetworkKind } from '../guarded-network';

/** What a model pack's network was recognised as. */
export type PackShape = RecognisedModel & { values: number };

/** @param wanted the adapter it must fit; without it, any. */
export function packNetwork(wanted?: Adapter): NetworkKind<PackShape> {
  return {
    read(session) {
      try {
        const model = recogniseModel(shapeOf(session), wanted);
        return { ...model, values: 3 * model.size * model.size };
      } catch (cause) {
        throw badPack(cause instanceof Error ? cause.message : String(cause), cause);
      }
    },
    fault: (found) => badPack(`The model does not work: ${found}.`),
  };
}

/** Names, types and shapes of a model's inputs and outputs. */
export function shapeOf({ inputMetadata, outputMetadata }: InferenceSession): ModelShape {
  return { inputs: inputMetadata.map(tensor), outputs: outputMetadata.map(tensor) };
}

const tensor = (meta: InferenceSession.ValueMetadata): TensorShape =>
  meta.isTensor
    ? { name: meta.name, type: meta.type, shape: meta.shape }
    : { name: meta.name, type: 'no tensor', shape: [] };

export function badPack(message: string, cause?: unknown): AppError {
  return new AppError('bad-model', message, {
    hint: 'Export the model again, or choose another one.',
    stage: MODEL_PACK_STAGE,
    cause,
  });
}
