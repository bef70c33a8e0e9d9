import { proxy, transfer } from 'comlink';
import type { AvatarMedia } from '../platform/avatars';
import type { AppError } from '../workers/protocol/errors';
import type { WorkerThread } from '../platform/worker-thread';
import type {
  ClipPictures,
  BackendInUse,
  LipsyncPlanRequest,
  LipsyncWorkerApi,
} from '../workers/protocol/lipsync';
import { hasGpu } from '../workers/protocol/webgpu';
import { cpuThreads } from './capabilities';
import { clipContent, keyPictures } from './key-pictures';
import type { LipsyncChoice } from './lipsync-choice';
import { threads } from './threads';
import type { GenerateOptions } from './options';
import type { Warning } from './types';

export interface OpenedLipsync {
  /** The backend in use; a lost GPU changes it in the midst of a job. */
  backend(): Promise<BackendInUse>;
  /** Whether the engine plans the mouths of a whole job. */
  plansAhead(): Promise<boolean>;
  /**
   * Plans the mouths of a whole job.
   * @returns Float32Array [totalFrames × row], null when the engine draws from the curves alone.
   */
  plan(request: LipsyncPlanRequest, signal?: AbortSignal): Promise<Float32Array | null>;
  /** Tells when one of the threads, or the render thread that holds the clips, has died. @returns stops the telling. */
  onCrash(listener: (reason: AppError) => void): () => void;
}

/**
 * Makes the lip-sync threads ready for an avatar's clips and joins each to the render thread by a
 * channel of its own, so that frames never cross the main thread. A GPU is fed by one thread;
 * without one, threads draw different frames at the same time.
 * @param most threads to use at most.
 * @param warnings told when the job goes on in a lesser way, also later.
 */
export async function openLipsync(
  avatar: AvatarMedia,
  { engine, modelUrl, wasmModelUrl, backend }: LipsyncChoice & Pick<GenerateOptions, 'backend'>,
  most: number,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<OpenedLipsync> {
  const gpu = backend !== 'wasm' && (await hasGpu({ software: backend === 'webgpu' }));
  const options = {
    engine,
    modelUrl,
    ...(wasmModelUrl !== undefined && { wasmModelUrl }),
    backend,
    // Only after a loss of the GPU does its one thread need helpers.
    threads: gpu ? cpuThreads() : 1,
  };
  const used = threads.lipsync.slice(0, gpu ? 1 : Math.min(most, cpuThreads()));
  // Only engines without a model learn from the pictures.
  const clips = await Promise.all(
    avatar.clips.map(async (clip) => {
      const { name, track, shown, still, loopFix = 'none' } = clip;
      const content = modelUrl === null ? { content: await clipContent(clip) } : {};
      const kind = { loops: loopFix === 'none', ...(still && { still: true }) };
      return { name, ...content, track, ...kind, ...(shown && { shown }) };
    }),
  );
  const source = { clips, width: avatar.width, height: avatar.height };
  const onCrash = (listener: (reason: AppError) => void) => {
    const stops = [...used, threads.render].map((thread) => thread.onCrash(listener));
    return () => stops.forEach((stop) => stop());
  };
  // All threads wish for the same pictures: they are cut once, and the clips must be registered by then.
  let pictures: Promise<ClipPictures> | undefined;
  const ready = Promise.all(
    used.map(async (thread, index) => {
      // All say the same: the first is enough.
      const onWarning = proxy((warning: Warning) => {
        if (index === 0) warnings.push(warning);
      });
      await thread.load((net) => net.load(options, onWarning), signal);
      const wishes = await thread.call((net) => net.prepare(source), signal);
      if (wishes.length > 0) {
        pictures ??= keyPictures(avatar.clips, wishes, signal);
        const cut = await pictures;
        await thread.call((net) => net.takePictures(cut), signal);
      }
      await thread.call((net) => net.warmUp(), signal);
    }),
  );
  await unlessCrashed(onCrash, async () => {
    await ready;
    await joinThreads(used, signal);
  });
  const [first] = used;
  if (first === undefined) throw new RangeError(`${most} lip-sync threads are too few.`);
  return {
    plansAhead: () => first.call((net) => net.plansAhead()),
    plan: (request, inner) => first.call((net) => net.plan(request), inner),
    backend: () => first.call((net) => net.backend()),
    onCrash,
  };
}

/**
 * Does the work; a thread that dies between two of its calls would forget what the first one loaded, so that ends it.
 * @throws the reason of the crash, and what the work throws.
 */
async function unlessCrashed(
  onCrash: OpenedLipsync['onCrash'],
  work: () => Promise<void>,
): Promise<void> {
  const crash = new AbortController();
  const stop = onCrash((reason) => crash.abort(reason));
  try {
    await work();
    crash.signal.throwIfAborted();
  } catch (error) {
    crash.signal.throwIfAborted();
    throw error;
  } finally {
    stop();
  }
}

async function joinThreads(
  lipsync: readonly WorkerThread<LipsyncWorkerApi>[],
  signal?: AbortSignal,
): Promise<void> {
  const channels = lipsync.map((thread) => ({ thread, channel: new MessageChannel() }));
  const near = channels.map(({ channel }) => channel.port1);
  await threads.render.call((media) => media.connectLipsync(transfer(near, near)), signal);
  for (const { thread, channel } of channels) {
    const far = channel.port2;
    await thread.call((net) => net.connect(transfer(far, [far])), signal);
  }
}
