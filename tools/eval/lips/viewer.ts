/** Places the side-by-side viewer beside the videos that the evaluation made. */
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { ROOT } from '../../shell/terminal';

const SOURCE = join(ROOT, 'tools/eval/viewer');

/** Writes index.html and what it needs into the folder of the videos; it opens from disk, without a server. */
export async function writeViewer(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const groups = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (!entry.isDirectory()) continue;
    const files = (await readdir(join(folder, entry.name))).filter(
      (file) => file.endsWith('.mp4') && !file.startsWith('source '),
    );
    // The truth first: it is what others are compared with.
    files.sort(
      (a, b) => Number(b === 'truth.mp4') - Number(a === 'truth.mp4') || a.localeCompare(b),
    );
    if (files.length > 0) groups.push({ name: entry.name, files });
  }
  const script = await readFile(join(SOURCE, 'viewer.ts'), 'utf8');
  const { outputText } = transpileModule(script, {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
  });
  await writeFile(join(folder, 'viewer.js'), outputText.replace('export {};', ''));
  await writeFile(join(folder, 'videos.js'), `var GROUPS = ${JSON.stringify(groups)};\n`);
  for (const file of ['index.html', 'viewer.css']) {
    await copyFile(join(SOURCE, file), join(folder, file));
  }
  return join(folder, 'index.html');
}

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
