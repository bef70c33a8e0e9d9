import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry } from '../../src/platform/model-manifest';
import { sha256 } from './sha256';

export interface PlacedModels {
  /** File names that were made; the others were in place. */
  placed: string[];
  /** One sentence for each model that is missing or wrong; it names the model. */
  failures: string[];
}

/**
 * Makes the models that `folder` lacks and checks the sha256 of all of them. A file of the
 * repository is never overwritten, and a file whose checksum is wrong is never written.
 *
 * @param make gives the bytes of a model that is not in the repository, by its id
 */
export async function placeModels(
  models: readonly ModelEntry[],
  folder: string,
  make: (id: string) => Promise<Uint8Array>,
): Promise<PlacedModels> {
  const results = await Promise.all(
    models.map(async (model) => {
      try {
        return (await place(model, folder, make)) ? { placed: model.file } : {};
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { failure: `${model.id}: ${reason}` };
      }
    }),
  );
  return {
    placed: results.flatMap(({ placed }) => placed ?? []),
    failures: results.flatMap(({ failure }) => failure ?? []),
  };
}

/** @returns whether the file had to be made. */
async function place(
  model: ModelEntry,
  folder: string,
  make: (id: string) => Promise<Uint8Array>,
): Promise<boolean> {
  const path = join(folder, model.file);
  const present = await readFile(path).catch(() => null);
  if (present !== null && sha256(present) === model.sha256) return false;
  if (model.committed) {
    if (present !== null) throw new Error(mismatch(model, present));
    throw new Error(`${model.file} is missing; it belongs to the repository, so restore it.`);
  }
  const bytes = await make(model.id);
  if (sha256(bytes) !== model.sha256) throw new Error(mismatch(model, bytes));
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return true;
}

function mismatch(model: ModelEntry, bytes: Uint8Array): string {
  return (
    `${model.file} has ${String(bytes.length)} bytes and sha256 ${sha256(bytes)}; ` +
    `the manifest says ${String(model.bytes)} and ${model.sha256}.`
  );
}
