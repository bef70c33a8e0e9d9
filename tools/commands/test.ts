/**
 * `npm test [section …]`: everything that must hold before a change goes in. Without names all
 * sections run; a failed one does not stop the others, save where they need its product.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../chromium.ts';
import { ensureBuilt, ensureModels } from '../shell/build.ts';
import { ensureFfmpeg } from '../shell/install-program.ts';
import { formatSeconds, heading, ROOT, runNode, toolScript } from '../shell/terminal.ts';
import { countPlaywright, countVitest, type Count } from '../shell/test-reports.ts';

interface Section {
  name: string;
  run: () => Promise<Count>;
  /** Sections without which this one makes no sense. */
  needs?: string[];
  /** Runs beside its neighbours that do; it shows its output only when it fails. */
  beside?: boolean;
  /** Runs only when asked for: it takes long, or needs what `npm test` does not bring. */
  byName?: boolean;
}

const REPORTS = 'node_modules/.cache/mouthpiece/reports';
/** What the export scripts need beside Python. */
const EXPORT_PACKAGES = 'numpy, onnx, onnxruntime, torch';
/** A folder: the trailing slash says so. */
const CACHE = 'node_modules/.cache/eslint/';

const SECTIONS: Section[] = [
  { name: 'browser-install', run: step(() => ensureChromium()) },
  { name: 'ffmpeg-install', run: step(() => ensureFfmpeg()) },
  { name: 'models', run: step(ensureModels) },
  check(
    'eslint',
    toolScript('eslint'),
    '.',
    '--max-warnings=0',
    '--cache',
    '--cache-location',
    CACHE,
  ),
  check('prettier', toolScript('prettier'), '--check', '.', '--log-level=warn', '--cache'),
  check(
    'svelte-check',
    toolScript('svelte-check'),
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'human',
  ),
  check('tsc', toolScript('typescript', 'tsc'), '--noEmit'),
  check(
    'arrows',
    toolScript('dependency-cruiser', 'depcruise'),
    'src',
    '--output-type',
    'err-long',
  ),
  check('knip', toolScript('knip')),
  { name: 'unit', run: () => vitest('unit*'), needs: ['models'] },
  { name: 'browser', run: () => vitest('browser'), needs: ['models', 'browser-install'] },
  { name: 'build', run: step(ensureBuilt), needs: ['models'] },
  { ...check('size', toolScript('size-limit')), needs: ['build'] },
  { name: 'export', run: exportScripts, byName: true },
  { name: 'e2e', run: playwright, needs: ['build', 'browser-install', 'ffmpeg-install'] },
];

export async function main(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown.length > 0) {
    const known = SECTIONS.map((section) => section.name).join(', ');
    console.error(`No section ${unknown.join(', ')}. There are: ${known}.`);
    return 2;
  }
  await mkdir(join(ROOT, REPORTS), { recursive: true });
  const begun = performance.now();
  const wanted = SECTIONS.filter(({ name, byName }) =>
    names.length === 0 ? byName !== true : names.includes(name),
  );
  const total: Count = { passed: 0, failed: 0 };
  const failed: string[] = [];
  const runSection = async ({ name, run, needs, beside }: Section): Promise<void> => {
    if (beside !== true) heading(name);
    const started = performance.now();
    const blocker = needs?.find((needed) => failed.includes(needed));
    const count = blocker === undefined ? await run() : { passed: 0, failed: 1 };
    total.passed += count.passed;
    total.failed += count.failed;
    if (count.failed > 0) failed.push(name);
    if (beside === true) heading(name);
    if (blocker !== undefined) console.error(`not run: "${blocker}" failed`);
    const verdict = count.failed === 0 ? 'ok' : 'FAILED';
    console.log(`${verdict} · ${formatSeconds((performance.now() - started) / 1000)}`);
  };
  while (wanted.length > 0) {
    const next = wanted.findIndex(({ beside }) => beside !== true);
    const together = wanted.splice(0, next === -1 ? wanted.length : Math.max(next, 1));
    // The tools are single-threaded.
    const lanes = Array.from({ length: availableParallelism() }, async () => {
      for (let section = together.shift(); section !== undefined; section = together.shift()) {
        await runSection(section);
      }
    });
    await Promise.all(lanes);
  }
  heading(`all in ${formatSeconds((performance.now() - begun) / 1000)}`);
  if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
  console.log(`${String(total.passed)} passed, ${String(total.failed)} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** A tool that passes as a whole or fails as a whole. */
function check(name: string, ...script: string[]): Section {
  const run = async () => verdict((await runNode(script, { quiet: true })).code === 0);
  return { name, run, beside: true };
}

function step(work: () => unknown): () => Promise<Count> {
  return async () => {
    try {
      await work();
      return verdict(true);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      return verdict(false);
    }
  };
}

function verdict(passed: boolean): Count {
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(project: string): Promise<Count> {
  const report = join(REPORTS, `${project.replace('*', '')}.json`);
  await rm(join(ROOT, report), { force: true });
  const { code } = await runNode([
    toolScript('vitest'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return counted(report, countVitest, code);
}

/** The export scripts are for those who have trained a network: without Python and its packages nobody can run them. */
function exportScripts(): Promise<Count> {
  const python = (...script: string[]) =>
    spawnSync('python3', script, { cwd: ROOT, encoding: 'utf8' });
  if (python('-c', `import ${EXPORT_PACKAGES}`).status !== 0) {
    console.log(`not run: there is no python3 here that can import ${EXPORT_PACKAGES}`);
    return Promise.resolve({ passed: 0, failed: 0 });
  }
  const { status, stderr } = python('-m', 'unittest', 'discover', 'tools/export');
  if (status !== 0) console.error(stderr);
  return Promise.resolve(verdict(status === 0));
}

async function playwright(): Promise<Count> {
  const report = join(REPORTS, 'e2e.json');
  await rm(join(ROOT, report), { force: true });
  const { code } = await runNode(
    [toolScript('@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
    { environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(ROOT, report) } },
  );
  return counted(report, countPlaywright, code);
}

/** The tests of a report; a runner that fails without a failed test counts as one failure. */
async function counted(
  report: string,
  count: (report: string) => Count,
  code: number,
): Promise<Count> {
  const text = await readFile(join(ROOT, report), 'utf8').catch(() => null);
  const found = text === null ? { passed: 0, failed: 0 } : count(text);
  if (code !== 0 && found.failed === 0) found.failed = 1;
  return found;
}
