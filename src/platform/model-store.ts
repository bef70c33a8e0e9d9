import type { FeatureKind, FeatureLayout } from '../core/lipsync/packs/feature-layout';
import { ENGINES_OF_ADAPTERS, recogniseModel } from '../core/lipsync/packs/recognise';
import { withChecksum } from '../workers/protocol/checksum';
import { AppError } from '../workers/protocol/errors';
import { fetchModel } from '../workers/protocol/model-file';
import {
  MANIFEST_PATH,
  parseManifest,
  type ModelEntry,
  type ModelManifest,
} from './model-manifest';
import type { ImportedModel, ModelFiles } from './storage/imported-models';
import { appStorage } from './storage/storage';

export interface ModelSummary {
  id: string;
  name: string;
  file: string;
  bytes: number;
  licence: string;
  source: string;
  builtIn: boolean;
  /** Whether this server or this device has the file. */
  present: boolean;
  /** The lip-sync engine that it is for; missing for models that draw no mouths. */
  engine?: string;
  /** What it hears, for model packs; "mel" needs no audio encoder. */
  audioEncoder?: FeatureKind;
}

/** The models that belong to the app, in the order of the manifest, then those imported, oldest first. */
export async function listModels(): Promise<ModelSummary[]> {
  const { models } = await manifest();
  const builtIn = models.map(async (entry) => {
    const { id, name, file, bytes, licence, source } = entry;
    const engine = engineOf(entry, models);
    const summary = { id, name, file, bytes, licence, source, builtIn: true };
    return { ...summary, present: await isPresent(entry), ...(engine ? { engine } : {}) };
  });
  return [
    ...(await Promise.all(builtIn)),
    EXEMPLAR_MODEL,
    ...(await importedModels()).map(summaryOf),
  ];
}

/** The engine that needs no file stands among the models, so that it can be chosen for any avatar. */
const EXEMPLAR_MODEL: ModelSummary = {
  id: 'exemplar',
  name: 'The person’s own pictures (no model)',
  file: '',
  bytes: 0,
  licence: 'Apache-2.0',
  source: 'part of the app',
  builtIn: true,
  present: true,
  engine: 'exemplar',
};

/** An imported model as lists show it. */
export function summaryOf({
  id,
  name,
  bytes,
  licence,
  source,
  engine,
  layout,
}: ImportedModel): ModelSummary {
  const summary = { id, name, file: `${id}.onnx`, bytes, licence, source, engine };
  const heard = layout ? { audioEncoder: layout.kind } : {};
  return { ...summary, builtIn: false, present: true, ...heard };
}

/** A model that draws mouths, ready to be fetched by a worker. */
export interface LipsyncModel {
  engine: string;
  modelUrl: string;
  /** The file for WASM, where that is another one. */
  wasmModelUrl?: string;
  /** What it hears, and the encoder that makes it (null for mel frames); null for mouth curves. */
  heard: { layout: FeatureLayout; encoderUrl: string | null } | null;
}

/**
 * A lip-sync model, built-in or imported.
 * @throws AppError `model-missing` when there is none of that id, or its audio encoder is gone; `bad-option` when
 *   it draws no mouths.
 */
export async function lipsyncModel(id: string): Promise<LipsyncModel> {
  const imported = (await importedModels()).find((model) => model.id === id);
  if (imported) return importedLipsync(imported);
  const { models } = await manifest();
  const entry = models.find((model) => model.id === id);
  const engine = entry && engineOf(entry, models);
  if (engine) {
    const wasm = entry.wasm === undefined ? {} : { wasmModelUrl: await modelUrl(entry.wasm) };
    return { engine, modelUrl: await modelUrl(id), ...wasm, heard: null };
  }
  const drawing = (await listModels()).filter((model) => model.engine).map((model) => model.id);
  const hint = `Choose one of: ${drawing.join(', ')}.`;
  if (entry === undefined) {
    throw new AppError('model-missing', `There is no model "${id}".`, { hint, stage: 'models' });
  }
  throw new AppError('bad-option', `The model "${id}" draws no mouths.`, {
    hint,
    stage: 'options',
  });
}

/**
 * Deletes an imported model.
 * @throws AppError `bad-option` for a built-in or unknown one.
 */
export async function removeModel(id: string): Promise<void> {
  const imported = await importedModels();
  if (!imported.some((model) => model.id === id)) {
    const { models } = await manifest();
    const builtIn = models.some((model) => model.id === id);
    const why = builtIn ? 'belongs to the app and cannot be removed' : 'does not exist';
    const ids = imported.map((model) => model.id).join(', ');
    throw new AppError('bad-option', `The model "${id}" ${why}.`, {
      hint: ids === '' ? 'No model has been imported.' : `Imported models: ${ids}.`,
      stage: 'options',
    });
  }
  await (await appStorage()).models.delete(id);
  for (const [key, url] of objectUrls) {
    if (!key.startsWith(`${id}/`)) continue;
    URL.revokeObjectURL(url);
    objectUrls.delete(key);
  }
}

/** Without storage there are no imported models, but the built-in ones still work. */
async function importedModels(): Promise<ImportedModel[]> {
  try {
    return await (await appStorage()).models.list();
  } catch (error) {
    console.warn('Imported models cannot be listed.', error);
    return [];
  }
}

async function importedLipsync({
  id,
  engine,
  layout,
  hasEncoder,
}: ImportedModel): Promise<LipsyncModel> {
  const modelUrl = await objectUrl(id, 'model');
  if (layout === null) return { engine, modelUrl, heard: null };
  const encoderUrl = hasEncoder ? await objectUrl(id, 'encoder') : null;
  return { engine, modelUrl, heard: { layout, encoderUrl } };
}

/** One for each stored file, since workers take another address for another model. */
const objectUrls = new Map<string, string>();

async function objectUrl(id: string, name: keyof ModelFiles): Promise<string> {
  const key = `${id}/${name}`;
  const known = objectUrls.get(key);
  if (known !== undefined) return known;
  const file = await (await appStorage()).models.file(id, name);
  if (!file) {
    throw new AppError('model-missing', `The ${name} of "${id}" is gone from the storage.`, {
      hint: 'Remove the model and import it again.',
      stage: 'models',
    });
  }
  const url = URL.createObjectURL(file);
  objectUrls.set(key, url);
  return url;
}

/** The lip-sync engine whose shapes a model of the app has; none for another model's form for WASM. */
function engineOf(
  { id, inputs, outputs }: ModelEntry,
  models: readonly ModelEntry[],
): string | undefined {
  if (models.some(({ wasm }) => wasm === id)) return undefined;
  try {
    return ENGINES_OF_ADAPTERS[recogniseModel({ inputs, outputs }).adapter];
  } catch {
    return undefined;
  }
}

/**
 * Address of a model file. It carries the checksum, so that whoever fetches it with
 * {@link fetchModel}, in whatever thread, gets the right bytes or a named error.
 *
 * @throws AppError `model-missing` when the manifest has no such model.
 */
export async function modelUrl(id: string): Promise<string> {
  const { models } = await manifest();
  const entry = models.find((model) => model.id === id);
  if (entry !== undefined) return withChecksum(fileUrl(entry), entry.sha256);
  throw new AppError('model-missing', `There is no model "${id}".`, {
    hint: `The app's own models are: ${models.map((model) => model.id).join(', ')}.`,
    stage: 'models',
  });
}

let loading: Promise<ModelManifest> | undefined;

/** Read once; a failure is not kept, so that the next call tries again. */
function manifest(): Promise<ModelManifest> {
  loading ??= readManifest().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function readManifest(): Promise<ModelManifest> {
  const bytes = await fetchModel(new URL(MANIFEST_PATH, document.baseURI).href);
  try {
    return parseManifest(new TextDecoder().decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('bad-model', reason, {
      hint: 'Restore public/models/manifest.json, then build again.',
      stage: 'models',
      cause,
    });
  }
}

function fileUrl({ file }: ModelEntry): string {
  return new URL(file, new URL(MANIFEST_PATH, document.baseURI)).href;
}

/** Asks for the first byte only: a HEAD request would pass by the files kept for offline use. */
async function isPresent(entry: ModelEntry): Promise<boolean> {
  try {
    const response = await fetch(fileUrl(entry), { headers: { Range: 'bytes=0-0' } });
    await response.body?.cancel();
    const html = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    return response.ok && !html;
  } catch {
    return false;
  }
}
