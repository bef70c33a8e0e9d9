import { offlineStatus } from '../platform/offline';
import { storageUsage } from '../platform/storage/storage';
import { MOST_LIPSYNC_THREADS, threads } from './threads';
import type { Capabilities, VideoEncoderName } from './types';

/** Lip-sync threads that work side by side without a GPU. */
export function cpuThreads(): number {
  return Math.min(MOST_LIPSYNC_THREADS, Math.max(1, navigator.hardwareConcurrency || 1));
}

/** Fastest first. */
export const supportedEncoders = askedOnce((): Promise<VideoEncoderName[]> =>
  threads.render.call((media) => media.supportedEncoders()),
);

/** Whether the browser's own encoder is a piece of hardware. */
export const encodesInHardware = askedOnce((): Promise<boolean> =>
  threads.render.call((media) => media.encodesInHardware()),
);

/** The answer stays, and a running job would keep the question waiting. */
function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () =>
    (answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    }));
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
