/** A plain static host on loopback, as the commands, the tests and the benchmark use it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.m4a': 'audio/mp4',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp4': 'video/mp4',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface StaticServerOptions {
  /** Folder served. */
  root: string;
  /** 0 (default): any free port. */
  port?: number;
  /** URL path the folder appears under, "/" by default. */
  base?: string;
  /** Send the headers of cross-origin isolation; a plain host has none. */
  isolate?: boolean;
  host?: string;
  /** Lets a test break single files: a status without a body, or other bytes. */
  fault?: (path: string) => { status: number; body?: Uint8Array } | undefined;
}

export interface StaticServer {
  /** Ends with "/". */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** @throws Error (EADDRINUSE …) when the port cannot be taken. */
export async function startServer(options: StaticServerOptions): Promise<StaticServer> {
  const base = `/${(options.base ?? '').replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => {
    answer(request, response, options, base).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
      console.error(error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${String(port)}${base}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** As docs/deploy.md asks of hosts. Only what never changes may be kept with the code that a browser compiled from it. */
const FOREVER = 'public, max-age=31536000, immutable';

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: StaticServerOptions,
  base: string,
): Promise<void> {
  const headers: Record<string, string | number> = {
    'Cache-Control': 'no-cache',
    ...(options.isolate === true ? ISOLATION : {}),
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const path = requestPath(request.url ?? '/', base);
  const fault = path === null ? undefined : options.fault?.(path);
  if (fault !== undefined) {
    const type = TYPES[extname(path ?? '')] ?? 'application/octet-stream';
    response.writeHead(fault.status, { ...headers, 'Content-Type': type }).end(fault.body);
    return;
  }
  const file = path === null ? null : join(options.root, path);
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file === null || found?.isFile() !== true) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain' }).end('not found\n');
    return;
  }
  const etag = `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"`;
  Object.assign(headers, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: etag,
    ...(isHashed(path) && { 'Cache-Control': FOREVER }),
  });
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = byteRange(request.headers.range, found.size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${String(found.size)}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  headers['Content-Length'] = end - start + 1;
  if (range !== null) {
    headers['Content-Range'] = `bytes ${String(start)}-${String(end)}/${String(found.size)}`;
  }
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === 'HEAD' || found.size === 0) {
    response.end();
    return;
  }
  createReadStream(file, { start, end })
    .on('error', () => response.destroy())
    .pipe(response);
}

/** Path inside the served folder; null when outside of it. */
function requestPath(url: string, base: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://host').pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(base)) return null;
  const inside = normalize(path.slice(base.length) + (path.endsWith('/') ? 'index.html' : ''));
  return inside.startsWith(`..${sep}`) || inside.includes('\0') ? null : inside;
}

/** Vite names what lies in its folder of assets by their contents. */
const isHashed = (path: string | null): boolean => path?.startsWith(`assets${sep}`) === true;

/** One range of RFC 9110 §14; several at once are answered with the whole file. */
function byteRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}
