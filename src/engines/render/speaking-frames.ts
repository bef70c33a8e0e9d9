import type { FrameSource } from '../../core/clips/frame-at';
import { curveWindow } from '../../core/lipsync/curve-window';
import { featureWindow } from '../../core/lipsync/packs/feature-layout';
import { abortError } from '../../workers/protocol/errors';
import type { LipsyncItem, LipsyncOutput } from '../../workers/protocol/lipsync';
import type { SegmentRequest } from '../../workers/protocol/media';
import type { ClipLibrary } from './clip-library';
import type { Layers } from './compositor';
import type { LipsyncPool } from './lipsync-pool';
import { pairedFrames, type PairedFrames } from './paired-frames';

/** Output frames sent to the lip-sync thread together, unless the request says otherwise. */
const BATCH_FRAMES = 4;
/** Such batches under way at once for each thread: one in work, one waiting, so that none runs dry. */
const BATCHES_PER_THREAD = 2;

/** The layers of an output frame, mouths drawn. */
export interface SpeakingFrame extends Layers {
  index: number;
  lipsynced: boolean;
  /** Asked for lip-sync, but the face is unknown there. */
  withoutFace: boolean;
}

interface Batch {
  sources: FrameSource[];
  /** Frames by place in the batch: the picture, and the fading one where there is a cut to hide. */
  outputs: Promise<(LipsyncOutput | null)[]>;
}

/**
 * Clip frames in output order with their mouths drawn by the lip-sync thread. Decoding goes on while
 * batches are away, so that both threads stay busy.
 */
export async function* speakingFrames(
  sources: readonly FrameSource[],
  request: SegmentRequest,
  {
    clips,
    lipsync,
    signal,
  }: { clips: ClipLibrary; lipsync: LipsyncPool | null; signal?: AbortSignal | undefined },
): AsyncGenerator<SpeakingFrame, void, undefined> {
  const frames = pairedFrames(sources, clips);
  const batches: Batch[] = [];
  const inFlight = BATCHES_PER_THREAD * Math.max(1, lipsync?.size ?? 1);
  let sent = 0;
  try {
    while (sent < sources.length || batches.length > 0) {
      while (sent < sources.length && batches.length < inFlight) {
        if (signal?.aborted) throw abortError();
        const batch = sources.slice(sent, sent + (request.batchFrames ?? BATCH_FRAMES));
        const items = await collectItems(batch, request, frames);
        const outputs = draw(items, lipsync);
        outputs.catch(() => undefined);
        batches.push({ sources: batch, outputs });
        sent += batch.length;
      }
      const batch = batches[0];
      if (!batch) return;
      const outputs = await batch.outputs;
      batches.shift();
      yield* pair(batch.sources, outputs, request);
    }
  } finally {
    await frames.return();
    for (const { outputs } of batches) closeWhenDone(outputs);
  }
}

/** Two items an output frame: the picture, and the fading one or null. */
async function collectItems(
  batch: readonly FrameSource[],
  request: SegmentRequest,
  frames: AsyncGenerator<PairedFrames, void, undefined>,
): Promise<(LipsyncItem | null)[]> {
  const items: (LipsyncItem | null)[] = [];
  try {
    for (const { frame: index, clip, sourceFrame, blend } of batch) {
      const weight = request.weights[index - request.first] ?? 0;
      const curves = (): Float32Array => curveWindow(request.curves, index - request.curvesFirst);
      const plan = planRow(request, index);
      const { features } = request;
      const item = (frame: VideoFrame, name: string, clipFrame: number): LipsyncItem => ({
        frame,
        clip: name,
        clipFrame,
        curves: weight > 0 ? curves() : new Float32Array(0),
        weight,
        ...(plan && weight > 0 ? { plan } : {}),
        ...(features && weight > 0 ? { features: featureWindow(features, index) } : {}),
      });
      const pair = await frames.next();
      if (pair.done) break;
      const { picture, fading } = pair.value;
      items.push(item(picture, clip, sourceFrame));
      items.push(blend && fading ? item(fading, blend.clip, blend.sourceFrame) : null);
    }
  } catch (error) {
    for (const item of items) item?.frame.close();
    throw error;
  }
  return items;
}

function planRow({ plan, first, end }: SegmentRequest, index: number): Float32Array | undefined {
  if (plan === undefined) return undefined;
  const values = plan.length / (end - first);
  return plan.slice((index - first) * values, (index - first + 1) * values);
}

/** Frames that keep the clip's own mouth do not travel. */
async function draw(
  items: readonly (LipsyncItem | null)[],
  lipsync: LipsyncPool | null,
): Promise<(LipsyncOutput | null)[]> {
  const toSpeak = lipsync ? items.filter((item) => item !== null && item.weight > 0) : [];
  const kept = (item: LipsyncItem | null): LipsyncOutput | null =>
    item && { frame: item.frame, lipsynced: false };
  if (!lipsync || toSpeak.length === 0) return items.map(kept);
  try {
    const spoken = await lipsync.process(toSpeak.filter((item) => item !== null));
    return items.map((item) => {
      const place = toSpeak.indexOf(item);
      return place < 0 ? kept(item) : (spoken[place] ?? null);
    });
  } catch (error) {
    for (const item of items) if (item && !toSpeak.includes(item)) item.frame.close();
    throw error;
  }
}

function* pair(
  sources: readonly FrameSource[],
  outputs: (LipsyncOutput | null)[],
  request: SegmentRequest,
): Generator<SpeakingFrame, void, undefined> {
  try {
    for (const { frame: index, blend } of sources) {
      const picture = outputs.shift();
      const fading = outputs.shift();
      if (!picture) return;
      const weight = request.weights[index - request.first] ?? 0;
      yield {
        index,
        frame: picture.frame,
        fading: fading && blend ? { frame: fading.frame, share: blend.share } : null,
        lipsynced: picture.lipsynced,
        withoutFace: weight > 0 && !picture.lipsynced,
      };
    }
  } finally {
    for (const output of outputs) output?.frame.close();
  }
}

function closeWhenDone(outputs: Promise<(LipsyncOutput | null)[]>): void {
  outputs.then(
    (frames) => frames.forEach((output) => output?.frame.close()),
    () => undefined,
  );
}
