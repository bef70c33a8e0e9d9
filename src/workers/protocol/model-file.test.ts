import { afterEach, expect, test, vi } from 'vitest';
import { checksumOf, sha256Hex, withChecksum } from './checksum';
import { AppError } from './errors';
import { fetchModel } from './model-file';
import type { Progress } from './progress';

const URL_OF_MODEL = 'https://app.test/models/net.onnx';
const GOOD = Uint8Array.of(1, 2, 3, 4);
const BAD = Uint8Array.of(9, 9);

afterEach(() => vi.unstubAllGlobals());

/** Answers each request with the next of `answers`, and the last one from then on. */
function serve(...answers: (() => Response)[]) {
  const fetch = vi.fn((_url: string, _init?: RequestInit) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer === undefined
      ? Promise.reject(new TypeError('offline'))
      : Promise.resolve(answer());
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

const file = (bytes: Uint8Array<ArrayBuffer>) => () => new Response(bytes);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

test('an address carries its checksum and stays the same address', async () => {
  const hash = await sha256Hex(new TextEncoder().encode('abc'));
  // FIPS 180-2, appendix B.1.
  expect(hash).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  const url = withChecksum(URL_OF_MODEL, hash);
  expect(checksumOf(url)).toBe(hash);
  expect(checksumOf(URL_OF_MODEL)).toBeNull();
  expect(new Request(url).url.split('#')[0]).toBe(URL_OF_MODEL);
});

test('the right bytes pass', async () => {
  serve(file(GOOD));
  expect(await fetchModel(withChecksum(URL_OF_MODEL, await sha256Hex(GOOD)))).toEqual(GOOD);
});

test('a wrong file is asked for once more past the cache', async () => {
  const fetch = serve(file(BAD), file(GOOD));
  expect(await fetchModel(withChecksum(URL_OF_MODEL, await sha256Hex(GOOD)))).toEqual(GOOD);
  expect(fetch.mock.calls.map(([, init]) => init?.cache)).toEqual([undefined, 'reload']);
});

test('a file that stays wrong is named', async () => {
  serve(file(BAD));
  const loading = fetchModel(withChecksum(URL_OF_MODEL, await sha256Hex(GOOD)));
  await expect(loading).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('net.onnx') as string,
  });
});

test('absent, answered with a page, and unreachable are told apart', async () => {
  serve(() => new Response('', { status: 404 }));
  expect(await codeOf(fetchModel(URL_OF_MODEL))).toBe('model-missing');
  serve(() => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }));
  expect(await codeOf(fetchModel(URL_OF_MODEL))).toBe('model-missing');
  serve();
  expect(await codeOf(fetchModel(URL_OF_MODEL))).toBe('offline-missing');
});

test('progress ends at the number of bytes', async () => {
  serve(() => new Response(GOOD, { headers: { 'content-length': '4' } }));
  const seen: Progress[] = [];
  await fetchModel(URL_OF_MODEL, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ stage: 'models', done: 4, total: 4, unit: 'bytes' });
});

test('a cancel is no error', async () => {
  const controller = new AbortController();
  vi.stubGlobal('fetch', () => {
    controller.abort();
    return Promise.reject(new DOMException('stopped', 'AbortError'));
  });
  const loading = fetchModel(URL_OF_MODEL, { signal: controller.signal });
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
});
