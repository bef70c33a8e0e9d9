import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type StaticServer } from './static-server.ts';

describe('static server', () => {
  let root: string;
  let server: StaticServer;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'static-'));
    await writeFile(join(root, 'index.html'), '<p>home</p>');
    await writeFile(join(root, '02,08s talk.mp4'), '0123456789');
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'assets/index-Ab12.js'), '');
    server = await startServer({ root, base: '/sub/path/', isolate: true });
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('serves the index under the base path, isolated', async () => {
    const response = await fetch(server.url);
    expect(server.url).toMatch(/\/sub\/path\/$/);
    expect(await response.text()).toBe('<p>home</p>');
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it('lets browsers keep hashed files, and ask about all others', async () => {
    const caching = async (path: string): Promise<string | null> =>
      (await fetch(new URL(path, server.url))).headers.get('cache-control');
    expect(await caching('assets/index-Ab12.js')).toMatch('immutable');
    expect(await caching('index.html')).toBe('no-cache');
    expect(await caching('assets/gone-Ab12.js')).toBe('no-cache');
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('answers %s', async (range, text, contentRange) => {
    const url = new URL('02,08s talk.mp4', server.url);
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe(text);
    expect(response.headers.get('content-range')).toBe(contentRange);
  });

  it('refuses ranges past the end and paths outside the folder', async () => {
    const past = await fetch(new URL('02,08s talk.mp4', server.url), {
      headers: { range: 'bytes=10-' },
    });
    expect(past.status).toBe(416);
    const outside = await fetch(new URL('..%2f..%2fetc/passwd', server.url));
    expect(outside.status).toBe(404);
    const above = await fetch(new URL('/index.html', server.url));
    expect(above.status).toBe(404);
  });

  it('can break a single file for a test', async () => {
    const broken = await startServer({
      root,
      fault: (path) => (path === 'index.html' ? { status: 404 } : undefined),
    });
    expect((await fetch(broken.url)).status).toBe(404);
    expect((await fetch(new URL('02,08s talk.mp4', broken.url))).status).toBe(200);
    await broken.close();
  });
});
