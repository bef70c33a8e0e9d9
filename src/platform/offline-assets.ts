/**
 * The list of files this build can keep on the device (dist/offline-assets.json, written at build
 * time), and where they are kept. Shared by the page, which fills the cache, and the service
 * worker, which answers from it.
 */

/**
 * When a file is needed: `shell` – to open the page (precached by the service worker);
 * `main-job` – to make a video on any browser; `webgpu` – to make it on the GPU where there is one;
 * `ffmpeg` – to make it where the browser has no
 * video encoder; `optional` – for everything else.
 */
export type OfflineGroup = 'shell' | 'main-job' | 'webgpu' | 'ffmpeg' | 'optional';

export interface OfflineAsset {
  /** Path relative to the app's folder, not percent-encoded. */
  path: string;
  bytes: number;
  /** Hex digest of the content. */
  sha256: string;
  group: OfflineGroup;
}

export interface OfflineManifest {
  assets: OfflineAsset[];
}

export const OFFLINE_MANIFEST_FILE = 'offline-assets.json';

/** Bump when the key format changes; the service worker drops every other asset cache. */
export const ASSET_CACHE_PREFIX = 'mouthpiece-assets-';
export const ASSET_CACHE = `${ASSET_CACHE_PREFIX}v1`;

/** The cache key of a content hash: no file lives at this address, so it cannot be fetched. */
export function assetCacheKey(sha256: string, scope: string): string {
  return new URL(`__asset/${sha256}`, scope).href;
}

/** The hash in a cache key made by {@link assetCacheKey}, or null for another address. */
export function hashOfCacheKey(key: string): string | null {
  return /\/__asset\/([0-9a-f]{64})$/.exec(key)?.[1] ?? null;
}

/**
 * The path of `url` below `scope`, without query and percent-encoding; null when it lies outside.
 * "./02,08s%20talk.mp4" and "./02%2C08s%20talk.mp4" are the same file.
 */
export function pathInScope(url: string, scope: string): string | null {
  const target = new URL(url);
  const base = new URL('./', scope);
  if (target.origin !== base.origin || !target.pathname.startsWith(base.pathname)) return null;
  try {
    return decodeURIComponent(target.pathname.slice(base.pathname.length));
  } catch {
    return null;
  }
}

/** Address of an asset: every path segment percent-encoded. */
export function assetUrl(path: string, scope: string): string {
  return new URL(path.split('/').map(encodeURIComponent).join('/'), new URL('./', scope)).href;
}
