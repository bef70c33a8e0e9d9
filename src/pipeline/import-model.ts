/** A user's own model: a pack or bare .onnx files in, a lip-sync model in the list out. */
import {
  ENGINES_OF_ADAPTERS,
  recogniseModel,
  type RecognisedModel,
} from '../core/lipsync/packs/recognise';
import { freeId } from '../core/clips/avatar-id';
import { givenFiles, type GivenFile } from '../platform/archive/given-files';
import { parseModelPack, PACK_FILE, type ModelPack } from '../platform/model-pack';
import { listModels, summaryOf, type ModelSummary } from '../platform/model-store';
import { appStorage } from '../platform/storage/storage';
import { AppError, MODEL_PACK_STAGE, toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { StageWatch } from './stage-watch';
import { threads } from './threads';

/** HuBERT-large in half precision has 630 MB; what runs in a browser's 4 GB of WASM memory is smaller than this. */
const LIMITS = { files: 50, bytes: 1_000_000_000, code: 'bad-model' } as const;

/** For weights whose pack says nothing, and bare files. */
const UNKNOWN_LICENCE = 'not stated';

interface ChosenFiles {
  pack: Omit<ModelPack, 'format' | 'version'>;
  model: Blob;
  encoder: Blob | null;
}

/**
 * Imports a model pack: a zip, a folder or its files, with model.json (docs/model-packs.md), or bare .onnx files that are
 * recognised by their shapes. Everything is checked before anything is stored.
 *
 * @throws AppError `bad-model` (naming file, tensor and shapes), `model-missing` (an audio encoder is needed),
 *   `out-of-memory`; `storage-full`: nothing is stored then.
 */
export async function importModel(
  files: File[],
  { signal, onProgress }: Run = {},
): Promise<ModelSummary> {
  const watch = new StageWatch(onProgress);
  try {
    const given = await givenFiles(files, LIMITS);
    const chosen = await watch.stage('import', 'items', () => chooseFiles(given, signal));
    const found = await watch.stage('check', 'items', () => check(chosen, signal));
    return await watch.stage('store', 'items', () => store(chosen, found));
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}

async function chooseFiles(
  given: readonly GivenFile[],
  signal?: AbortSignal,
): Promise<ChosenFiles> {
  const description = given.find(({ name }) => name.toLowerCase() === PACK_FILE);
  if (!description) return chooseBare(given, signal);
  const pack = parsePack(await (await description.open(signal)).text());
  const open = (name: string) => named(given, name).open(signal);
  return {
    pack,
    model: await open(pack.model),
    encoder: pack.audioEncoder ? await open(pack.audioEncoder.file) : null,
  };
}

/** One or two .onnx files: the one that draws pictures is the model, the other its audio encoder. */
async function chooseBare(given: readonly GivenFile[], signal?: AbortSignal): Promise<ChosenFiles> {
  const networks = given.filter(({ name }) => /\.onnx$/i.test(name));
  const [first, second, ...more] = networks;
  if (first === undefined || more.length > 0) {
    const names = given.map(({ name }) => name).join(', ') || 'nothing';
    throw badPack(`A model is a ${PACK_FILE} with its .onnx files, or one or two .onnx files; these are ${names}.`); // prettier-ignore
  }
  const one = await first.open(signal);
  const other = second ? await second.open(signal) : null;
  const swapped = other && second && (await draws(other, signal)) && !(await draws(one, signal));
  const name = (swapped ? second : first).name.replace(/\.onnx$/i, '');
  const pack = { name, licence: UNKNOWN_LICENCE, source: '', model: `${name}.onnx` };
  return swapped ? { pack, model: other, encoder: one } : { pack, model: one, encoder: other };
}

async function draws(model: Blob, signal?: AbortSignal): Promise<boolean> {
  const shape = await threads.modelCheck.load((net) => net.describe(model), signal);
  try {
    recogniseModel(shape);
    return true;
  } catch {
    return false;
  }
}

/** @throws AppError `bad-model`, `model-missing`. */
async function check(
  { pack, model, encoder }: ChosenFiles,
  signal?: AbortSignal,
): Promise<RecognisedModel> {
  const { adapter, audioEncoder } = pack;
  const request = { model, encoder, ...(adapter ? { adapter } : {}) };
  const found = await threads.modelCheck.load((net) => net.check(request), signal);
  const kind = found.layout?.kind ?? 'mouth curves';
  if (!audioEncoder || audioEncoder.kind === kind) return found;
  throw badPack(`${PACK_FILE} names a ${audioEncoder.kind} audio encoder, but the model hears ${kind}.`); // prettier-ignore
}

async function store(
  { pack, model, encoder }: ChosenFiles,
  { adapter, layout }: RecognisedModel,
): Promise<ModelSummary> {
  const { models } = await appStorage();
  const taken = (await listModels()).map(({ id }) => id);
  const { name, licence, source } = pack;
  const record = {
    id: freeId(name, taken),
    created: Date.now(),
    name,
    licence,
    source,
    engine: ENGINES_OF_ADAPTERS[adapter],
    layout,
  };
  const needed = encoder && layout && layout.kind !== 'mel' ? { model, encoder } : { model };
  return summaryOf(await models.save(record, needed));
}

function parsePack(json: string): ModelPack {
  try {
    return parseModelPack(json);
  } catch (cause) {
    throw badPack(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The one file of that name. */
function named(given: readonly GivenFile[], name: string): GivenFile {
  const found = given.filter((file) => file.name === name);
  const [file, another] = found;
  if (file === undefined) throw badPack(`${PACK_FILE} names "${name}", which is not in the pack.`);
  if (another === undefined) return file;
  throw badPack(`The pack holds "${name}" twice: ${found.map(({ path }) => path).join(', ')}.`);
}

function badPack(message: string, cause?: unknown): AppError {
  return new AppError('bad-model', message, {
    hint: 'Make the pack again: a model.json beside the .onnx files that it names.',
    stage: MODEL_PACK_STAGE,
    cause,
  });
}
