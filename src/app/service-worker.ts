/**
 * The service worker: answers from the device where it can, and isolates the page.
 *
 * Three kinds of same-origin files: the shell (precached when a version is installed, all or
 * nothing), the large assets of this build (in a cache keyed by content hash; the page fills it in
 * the background, a first use fills it too), and anything else (straight from the network).
 * Requests to other origins are never touched.
 */
import { cleanupOutdatedCaches, matchPrecache, precache } from 'workbox-precaching';
import {
  ASSET_CACHE,
  ASSET_CACHE_PREFIX,
  OFFLINE_MANIFEST_FILE,
  assetCacheKey,
  assetUrl,
  hashOfCacheKey,
  pathInScope,
  type OfflineManifest,
} from '../platform/offline-assets';
import { sha256Hex } from '../workers/protocol/checksum';
import { isolated } from './pwa/isolated-response';
import { rangeOf } from './pwa/range-response';

declare const self: ServiceWorkerGlobalScope;

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropUnlistedAssets()]));
});

self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const path = pathInScope(request.url, self.registration.scope);
  if (path === null) return;
  event.respondWith(answer(request, path, event));
});

async function answer(request: Request, path: string, event: FetchEvent): Promise<Response> {
  const shellPath =
    request.mode === 'navigate' && !/\.[a-z0-9]+$/i.test(path) ? 'index.html' : path;
  const shell = await matchPrecache(assetUrl(shellPath, self.registration.scope));
  if (shell !== undefined) return isolated(shell);

  const hash = await listedHash(path);
  // Who reloads a file has found the kept one bad (workers/protocol/model-file.ts).
  if (hash !== null && request.cache !== 'reload') {
    const cache = await caches.open(ASSET_CACHE);
    const kept = await cache.match(assetCacheKey(hash, self.registration.scope));
    if (kept !== undefined) return isolated(await rangeOf(kept, request.headers.get('Range')));
  }
  const response = await fetch(request);
  // Whoever asks with another cache mode checks and keeps the file itself (platform/offline.ts).
  if (hash !== null && response.status === 200 && request.cache === 'default') {
    event.waitUntil(keep(response.clone(), hash));
  }
  return isolated(response);
}

/** Kept only if it is the file of this build: a newer deployment may be on the server already. */
async function keep(response: Response, hash: string): Promise<void> {
  const data = await response.arrayBuffer();
  if ((await sha256Hex(data)) !== hash) return;
  const cache = await caches.open(ASSET_CACHE);
  const headers = { 'Content-Type': response.headers.get('Content-Type') ?? '' };
  try {
    await cache.put(
      assetCacheKey(hash, self.registration.scope),
      new Response(data, { headers: { ...headers, 'Content-Length': String(data.byteLength) } }),
    );
  } catch (error) {
    console.warn('This file could not be kept for offline use:', response.url, error);
  }
}

let listed: Promise<ReadonlyMap<string, string>> | undefined;

/** The content hash of a large asset of this build, or null. */
async function listedHash(path: string): Promise<string | null> {
  listed ??= readManifest();
  return (await listed).get(path) ?? null;
}

async function readManifest(): Promise<ReadonlyMap<string, string>> {
  const url = new URL(OFFLINE_MANIFEST_FILE, self.registration.scope).href;
  const response = await matchPrecache(url);
  if (response === undefined) return new Map();
  const manifest = (await response.json()) as OfflineManifest;
  const large = manifest.assets.filter((asset) => asset.group !== 'shell');
  return new Map(large.map((asset) => [asset.path, asset.sha256]));
}

async function dropUnlistedAssets(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(ASSET_CACHE_PREFIX) && name !== ASSET_CACHE) await caches.delete(name);
  }
  const wanted = new Set((await readManifest()).values());
  const cache = await caches.open(ASSET_CACHE);
  for (const key of await cache.keys()) {
    const hash = hashOfCacheKey(key.url);
    if (hash === null || !wanted.has(hash)) await cache.delete(key);
  }
}
