import { proxy, transfer } from 'comlink';
import type { AvatarMedia } from '../platform/avatars';
import { modelUrl } from '../platform/model-store';
import { AppError } from '../workers/protocol/errors';
import type { LipsyncBackend } from '../workers/protocol/lipsync';
import { wasmThreads } from './capabilities';
import { threads } from './threads';
import type { GenerateOptions } from './options';
import type { Warning } from './types';

export interface OpenedLipsync {
  /** The backend in use; a lost GPU changes it in the midst of a job. */
  backend(): Promise<LipsyncBackend>;
}

/**
 * Makes the lip-sync thread ready for an avatar's clips and joins it to the render thread by a
 * channel of their own, so that frames never cross the main thread.
 * @param warnings told when the job goes on in a lesser way, also later.
 */
export async function openLipsync(
  avatar: AvatarMedia,
  { lipsyncModelId, backend }: Pick<GenerateOptions, 'lipsyncModelId' | 'backend'>,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<OpenedLipsync> {
  const { engine, modelId } = modelOf(avatar, lipsyncModelId);
  const options = {
    engine,
    modelUrl: await modelUrl(modelId),
    backend,
    threads: wasmThreads(),
  };
  const onWarning = proxy((warning: Warning) => void warnings.push(warning));
  await threads.lipsync.load((net) => net.load(options, onWarning), signal);
  const clips = avatar.clips.map(({ name, track }) => ({ name, track, loops: true }));
  const { width, height } = avatar;
  await threads.lipsync.call((net) => net.prepare({ clips, width, height }), signal);
  await threads.lipsync.call((net) => net.warmUp(), signal);
  await joinThreads(signal);
  return { backend: () => threads.lipsync.call((net) => net.backend()) };
}

async function joinThreads(signal?: AbortSignal): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await threads.render.call((media) => media.connectLipsync(transfer(port1, [port1])), signal);
  await threads.lipsync.call((net) => net.connect(transfer(port2, [port2])), signal);
}

/** @throws AppError `model-missing` for an avatar that has no lip-sync model of its own. */
function modelOf(
  { id, lipsync }: AvatarMedia,
  wanted: string | undefined,
): { engine: string; modelId: string } {
  if (lipsync !== null) return { engine: lipsync.engine, modelId: wanted ?? lipsync.modelId };
  throw new AppError('model-missing', `The avatar "${id}" has no lip-sync model.`, {
    hint: 'Choose a built-in avatar.',
    stage: 'warm-up',
  });
}
