import type { ModelShape, RecognisedModel } from '../../core/lipsync/packs/recognise';
import type { ModelCheckRequest } from '../../workers/protocol/model-check';
import { FEATURE_ROWS, type FeatureLayout } from '../../core/lipsync/packs/feature-layout';
import { SAMPLE_RATE } from '../../core/time/units';
import { AppError, MODEL_PACK_STAGE } from '../../workers/protocol/errors';
import { openFeatures } from '../audio-features/open-features';
import { GuardedNetwork } from '../lipsync/guarded-network';
import { badPack, packNetwork, shapeOf } from '../lipsync/packs/pack-network';
import { createSession } from '../ort';

const ON_WASM = { backend: 'wasm', threads: 1 } as const;

/** Seconds of sound that an encoder is tried with. */
const TRIED_SECONDS = 1;

const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** The tensors that an .onnx file declares. @throws AppError `bad-model` when it is none. */
export async function describeModel(model: Blob): Promise<ModelShape> {
  const session = await createSession(await bytesOf(model), ON_WASM).catch(unreadable('model'));
  const shape = shapeOf(session);
  await session.release();
  return shape;
}

/**
 * Runs a pack's networks once on made-up input.
 * @throws AppError `bad-model`, `model-missing`.
 */
export async function checkModel(request: ModelCheckRequest): Promise<RecognisedModel> {
  const options = { model: () => bytesOf(request.model), ...ON_WASM };
  const network = await GuardedNetwork.open(options, packNetwork(request.adapter)).catch(
    unreadable('model'),
  );
  try {
    const found: RecognisedModel = network.shape;
    await tryDrawing(network, found);
    if (found.layout) await tryHearing(found.layout, request.encoder);
    return found;
  } finally {
    await network.dispose();
  }
}

async function tryDrawing(
  network: GuardedNetwork<RecognisedModel & { values: number }>,
  { picture, sound, output, soundShape, size, adapter }: RecognisedModel,
): Promise<void> {
  const channels = adapter === 'mouthpiece' ? 3 : 6;
  const seen = gradient(channels * size * size);
  const heard = gradient(soundShape.reduce((count, length) => count * length, 1));
  const drawn = await network.draw({
    [picture]: [seen, [1, channels, size, size]],
    [sound]: [heard, soundShape],
  });
  const wrong = drawn.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw badPack(`The model's output "${output}" is no number at place ${wrong}.`);
}

async function tryHearing({ kind }: FeatureLayout, encoder: Blob | null): Promise<void> {
  const features = await openFeatures(kind, encoder && (await bytesOf(encoder))).catch(
    unreadable('audio encoder'),
  );
  try {
    features.push(gradient(TRIED_SECONDS * SAMPLE_RATE));
    const total = features.finish();
    const rows = await features.rows(0, total);
    const { rowSize } = FEATURE_ROWS[kind];
    if (rows.length === total * rowSize) return;
    throw badPack(
      `The ${kind} audio encoder made ${rows.length / rowSize} rows of ${TRIED_SECONDS} s of sound instead of ${total}.`,
    );
  } finally {
    await features.dispose();
  }
}

/** What the runtime says of a file that it cannot read helps nobody; what is known of packs does. */
function unreadable(what: string): (error: unknown) => never {
  return (error) => {
    const ofRuntime = error instanceof AppError && error.code === 'bad-model';
    if (!ofRuntime || error.stage === MODEL_PACK_STAGE) throw error;
    throw badPack(
      `The .onnx file of the ${what} cannot be read: it is damaged, no ONNX file, or needs what the browser's runtime lacks.`,
      error,
    );
  };
}

/** Values from 0 to 1 that differ from place to place. */
const gradient = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 0.5 + 0.5 * Math.sin(i / 7));
