/** Keeps the app's files on the device, so that it works without a network. */
import { sha256Hex } from '../workers/protocol/checksum';
import { AppError, abortError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { hasGpu } from '../workers/protocol/webgpu';
import {
  ASSET_CACHE,
  OFFLINE_MANIFEST_FILE,
  assetCacheKey,
  assetUrl,
  hashOfCacheKey,
  type OfflineAsset,
  type OfflineGroup,
  type OfflineManifest,
} from './offline-assets';

export interface OfflineStatus {
  /** Whether the main job works on this browser with the network gone. */
  ready: boolean;
  /** Whether everything else is on the device too. */
  complete: boolean;
  /** Bytes on the device, the page's own files included. */
  cachedBytes: number;
  /** Bytes the main job needs on this browser. */
  requiredBytes: number;
  /** Bytes of everything. */
  totalBytes: number;
}

const NOTHING: OfflineStatus = {
  ready: false,
  complete: false,
  cachedBytes: 0,
  requiredBytes: 0,
  totalBytes: 0,
};

/** What is on the device now. All zero where there is no service worker (development, http). */
export async function offlineStatus(): Promise<OfflineStatus> {
  const manifest = await loadManifest();
  if (manifest === null) return NOTHING;
  const required = await requiredGroups();
  const cached = await cachedHashes();
  const status = { ...NOTHING, ready: true, complete: true };
  for (const asset of manifest.assets) {
    const isRequired = required.has(asset.group);
    const present = asset.group === 'shell' || cached.has(asset.sha256);
    status.totalBytes += asset.bytes;
    if (isRequired) status.requiredBytes += asset.bytes;
    if (present) status.cachedBytes += asset.bytes;
    else status.complete = false;
    if (!present && isRequired) status.ready = false;
  }
  return status;
}

/**
 * Fetches what is missing, one file after the other, and checks every hash. Progress is in bytes
 * over the whole of what was asked for; what is there already counts as done.
 * @param all everything, instead of what the main job needs on this browser.
 * @throws AppError `offline-missing` when a file cannot be had or is not the one of this build,
 *   `storage-full` when the browser has no room; AbortError when cancelled.
 */
export async function makeAvailableOffline(all: boolean, run: Run = {}): Promise<OfflineStatus> {
  const manifest = await loadManifest();
  if (manifest === null) return NOTHING;
  const required = await requiredGroups();
  const wanted = manifest.assets.filter((asset) => all || required.has(asset.group));
  const total = wanted.reduce((sum, asset) => sum + asset.bytes, 0);
  const cached = await cachedHashes();
  let done = 0;
  for (const asset of wanted) {
    if (run.signal?.aborted === true) throw abortError();
    if (asset.group !== 'shell' && !cached.has(asset.sha256)) {
      await storeAsset(asset, run.signal);
      cached.add(asset.sha256);
    }
    done += asset.bytes;
    run.onProgress?.({ stage: 'offline', done, total, unit: 'bytes' });
  }
  return offlineStatus();
}

/** The groups the main job needs here: with a GPU its runtime, without a video encoder ffmpeg as well. */
async function requiredGroups(): Promise<Set<OfflineGroup>> {
  const groups = new Set<OfflineGroup>(['shell', 'main-job']);
  if (await hasGpu({ software: false })) groups.add('webgpu');
  if (!(await encodesH264())) groups.add('ffmpeg');
  return groups;
}

async function encodesH264(): Promise<boolean> {
  if (typeof VideoEncoder === 'undefined') return false;
  try {
    // Constrained baseline, level 3.1: what a 512 × 512 result needs at least.
    const config = { codec: 'avc1.42E01F', width: 512, height: 512, framerate: 25 };
    return (await VideoEncoder.isConfigSupported(config)).supported === true;
  } catch {
    // Some Safari versions throw here instead of answering "no".
    return false;
  }
}

/** The list of this build as the active service worker knows it; null without one. */
async function loadManifest(): Promise<OfflineManifest | null> {
  if (typeof caches === 'undefined' || !navigator.serviceWorker?.controller) return null;
  try {
    const response = await fetch(new URL(OFFLINE_MANIFEST_FILE, document.baseURI));
    if (!response.ok) return null;
    return (await response.json()) as OfflineManifest;
  } catch {
    return null;
  }
}

async function cachedHashes(): Promise<Set<string>> {
  const cache = await caches.open(ASSET_CACHE);
  const hashes = (await cache.keys()).map((request) => hashOfCacheKey(request.url));
  return new Set(hashes.filter((hash) => hash !== null));
}

async function storeAsset(asset: OfflineAsset, signal: AbortSignal | undefined): Promise<void> {
  const { response, data } = await fetchVerified(asset, signal);
  const headers = new Headers({ 'Content-Length': String(data.byteLength) });
  const type = response.headers.get('Content-Type');
  if (type !== null) headers.set('Content-Type', type);
  const cache = await caches.open(ASSET_CACHE);
  try {
    await cache.put(assetCacheKey(asset.sha256, document.baseURI), new Response(data, { headers }));
  } catch (error) {
    throw new AppError('storage-full', `There is no room to keep "${asset.path}" offline.`, {
      hint: 'Delete finished videos or free disk space, then try again.',
      stage: 'offline',
      cause: error,
    });
  }
}

/** A wrong hash is asked for once more past the HTTP cache, which may hold an older build's file. */
async function fetchVerified(
  asset: OfflineAsset,
  signal: AbortSignal | undefined,
): Promise<{ response: Response; data: ArrayBuffer }> {
  const url = assetUrl(asset.path, document.baseURI);
  for (const cache of ['no-cache', 'reload'] as const) {
    let response: Response;
    let data: ArrayBuffer;
    try {
      response = await fetch(url, { cache, ...(signal === undefined ? {} : { signal }) });
      data = await response.arrayBuffer();
    } catch (error) {
      if (signal?.aborted === true) throw abortError();
      throw missing(asset, 'the server could not be reached', error);
    }
    if (!response.ok) throw missing(asset, `the server answered ${response.status}`, undefined);
    if ((await sha256Hex(data)) === asset.sha256) return { response, data };
  }
  throw missing(asset, 'its content is not that of this version', undefined);
}

function missing(asset: OfflineAsset, why: string, cause: unknown): AppError {
  return new AppError('offline-missing', `"${asset.path}" could not be kept offline: ${why}.`, {
    hint: 'Check the connection and reload the page; saving continues where it stopped.',
    stage: 'offline',
    cause,
  });
}
