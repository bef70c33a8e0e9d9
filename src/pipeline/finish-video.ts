import { proxy, type Remote } from 'comlink';
import type { ResultInfo } from '../platform/storage/schema';
import { appStorage } from '../platform/storage/storage';
import { AppError, abortError } from '../workers/protocol/errors';
import type {
  MediaWorkerApi,
  MuxRequest,
  MuxResult,
  ResultExpectation,
} from '../workers/protocol/media';
import { callForFile, keepShown } from './left-files';
import type { SoundTrack } from './sound-track';
import type { StageWatch } from './stage-watch';
import { threads } from './threads';
import type { GenerateResult, Warning } from './types';

/** Joins segments and sound to one MP4 and checks it before anybody sees it. */
export async function finishVideo(
  segments: MuxRequest,
  sound: SoundTrack,
  expected: ResultExpectation,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<MuxResult> {
  const muxed = await watch.stage('mux', 'frames', async (report) => {
    const encoded = await sound.encoded();
    const request = { ...segments, ...(encoded && { sound: encoded }) };
    const onShare = proxy((share: number) =>
      report(Math.round(share * request.totalFrames), request.totalFrames),
    );
    const mux = (media: Remote<MediaWorkerApi>) => media.muxResult(request, onShare, signal);
    return callForFile(threads.render, mux, signal);
  });
  try {
    await watch.stage('verify', 'items', () =>
      threads.render.call((media) => media.verifyResult(muxed.video, expected), signal),
    );
  } catch (error) {
    void discard(muxed).catch(() => undefined);
    throw error;
  }
  return muxed;
}

async function discard({ temporaryFile }: MuxResult): Promise<void> {
  if (temporaryFile === null) return;
  await threads.render.call((media) => media.discardTemporary(temporaryFile));
}

/** The video reads from storage for as long as its result is kept there; without an id it is nowhere else. */
type KeptVideo = Pick<GenerateResult, 'video' | 'resultId'>;

/**
 * Keeps the video with the finished ones; without room for it the user still gets it, and is told.
 * A job cancelled even now keeps nothing.
 */
export async function storeVideo(
  muxed: MuxResult,
  info: ResultInfo,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<KeptVideo> {
  try {
    const { results } = await appStorage();
    const { id } = await results.save(muxed.video, info);
    if (signal?.aborted === true) {
      await results.delete(id);
      throw abortError();
    }
    const stored = await results.get(id);
    if (stored === undefined) return { video: muxed.video, resultId: null };
    await discard(muxed).catch((error: unknown) => console.warn('A file was left:', error));
    return { video: stored.video, resultId: id };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    keepShown(muxed.temporaryFile);
    const message = `Download this video now, it is not kept: ${error.message}`;
    warnings.push({ code: 'not-stored', message });
    return { video: muxed.video, resultId: null };
  }
}
