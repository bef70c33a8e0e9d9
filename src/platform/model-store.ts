import { withChecksum } from '../workers/protocol/checksum';
import { AppError } from '../workers/protocol/errors';
import { fetchModel } from '../workers/protocol/model-file';
import {
  MANIFEST_PATH,
  parseManifest,
  type ModelEntry,
  type ModelManifest,
} from './model-manifest';

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
}

/** The models that belong to the app, in the order of the manifest. */
export async function listModels(): Promise<ModelSummary[]> {
  const { models } = await manifest();
  return Promise.all(
    models.map(async (entry) => {
      const { id, name, file, bytes, licence, source } = entry;
      const present = await isPresent(entry);
      return { id, name, file, bytes, licence, source, builtIn: true, present };
    }),
  );
}

/**
 * Address of a model file. It carries the checksum, so that whoever fetches it with
 * {@link fetchModel}, in whatever thread, gets the right bytes or a named error.
 *
 * @throws AppError `model-missing` when the manifest has no such model.
 */
export async function modelUrl(id: string): Promise<string> {
  const entry = await findModel(id);
  return withChecksum(fileUrl(entry), entry.sha256);
}

async function findModel(id: string): Promise<ModelEntry> {
  const { models } = await manifest();
  const entry = models.find((model) => model.id === id);
  if (entry !== undefined) return entry;
  const known = models.map((model) => model.id).join(', ');
  throw new AppError('model-missing', `There is no model "${id}".`, {
    hint: `Choose one of: ${known}.`,
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
