import { offlineStatus } from '../platform/offline';
import { storageUsage } from '../platform/storage/storage';
import { MOST_LIPSYNC_THREADS, threads } from './threads';
import type { Capabilities, VideoEncoderName } from './types';

/** Lip-sync threads that work side by side without a GPU. */
export function cpuThreads(): number {
  return Math.min(MOST_LIPSYNC_THREADS, Math.max(1, navigator.hardwareConcurrency || 1));
}

let encoders: Promise<VideoEncoderName[]> | undefined;

/** Best first. Asked once, since the answer stays and a running job would keep it waiting. */
export function supportedEncoders(): Promise<VideoEncoderName[]> {
  encoders ??= threads.render
    .call((media) => media.supportedEncoders())
    .catch((error: unknown) => {
      encoders = undefined;
      throw error;
    });
  return encoders;
}

/** What this browser offers now. */
export async function capabilities(): Promise<Capabilities> {
  const [gpu, videoEncoders, storage, offline] = await Promise.all([
    gpuName(),
    supportedEncoders(),
    storageUsage(),
    offlineStatus(),
  ]);
  return {
    webgpu: gpu !== null,
    ...(gpu === null || gpu === '' ? {} : { gpuName: gpu }),
    crossOriginIsolated: globalThis.crossOriginIsolated,
    threads: cpuThreads(),
    videoEncoders,
    offlineReady: offline.ready,
    storage,
  };
}

/** The adapter's name, '' where the browser keeps it to itself, null without WebGPU. */
async function gpuName(): Promise<string | null> {
  try {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return null;
    const { vendor, architecture, description } = adapter.info;
    return description || [vendor, architecture].filter(Boolean).join(' ');
  } catch {
    // A blocked or broken driver is the same to us as none.
    return null;
  }
}
