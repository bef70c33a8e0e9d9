import { proxy, transfer } from 'comlink';
import type { Edl } from '../core/clips/edl';
import { CURVE_WINDOW } from '../core/lipsync/curve-window';
import { AppError } from '../workers/protocol/errors';
import {
  ENCODER_STAGE,
  type Segment,
  type SegmentProgress,
  type SegmentRequest,
} from '../workers/protocol/media';
import type { QualitySettings } from './quality';
import type { LiveLipsync } from './live-lipsync';
import type { MouthScript } from './mouth-script';
import type { SpeechFeatures } from './speech-features';
import { threads } from './threads';
import type { GenerateRun, VideoEncoderName } from './types';

const HALF_WINDOW = (CURVE_WINDOW - 1) / 2;

/** All that decides the pixels of a job. */
export interface RenderPlan {
  edl: Edl;
  mouth: Pick<MouthScript, 'curves' | 'weights'>;
  /** The lip-sync engine's plan, a row an output frame; null for an engine that needs none. */
  mouthPlan: Float32Array | null;
  /** What the engine hears; null for an engine that draws from the curves. */
  features: SpeechFeatures | null;
  encoder: VideoEncoderName;
  badge: boolean;
  quality: QualitySettings;
}

export interface RenderHooks extends Pick<GenerateRun, 'signal' | 'onPreview'> {
  /** Draws the mouths; a segment in which one of its threads dies is rendered once more. */
  lipsync: LiveLipsync;
  /** Frames done of all, those of resumed segments included. */
  report: (done: number, total: number) => void;
  /**
   * A segment is finished; awaited before the next one starts, so that it can be journalled.
   * @returns the segment to go on with, whose video may lie in storage.
   */
  onSegment: (segment: Segment) => Promise<Segment>;
  /** Another encoder for the rest of the job after one has failed; throws when there is none to be had. */
  replaceEncoder: (failure: AppError) => VideoEncoderName;
}

/**
 * Renders the output frames that `done` does not hold yet, segment by segment: each is a closed
 * piece of H.264 that a resumed job takes over as it is.
 * @param done finished segments, gapless from frame 0.
 * @returns all segments in order.
 */
export async function renderSegments(
  plan: RenderPlan,
  done: Segment[],
  hooks: RenderHooks,
): Promise<Segment[]> {
  const total = plan.edl.totalFrames;
  const segments = [...done];
  let encoder = plan.encoder;
  const render = (first: number, end: number): Promise<Segment> =>
    hooks.lipsync.run(async (signal) => {
      const features = await plan.features?.around({ first, end }, signal);
      const request = await segmentRequest({ ...plan, encoder }, first, end, signal);
      const heard = features ? { ...request, features } : request;
      return renderSegment(heard, total, { ...hooks, signal });
    }, hooks.signal);
  let first = segments.reduce((frames, segment) => frames + segment.frames, 0);
  while (first < total) {
    const begin = first;
    const end = Math.min(total, begin + plan.quality.segmentFrames);
    const segment = await render(begin, end).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.stage !== ENCODER_STAGE) throw error;
      encoder = hooks.replaceEncoder(error);
      return render(begin, end);
    });
    segments.push(await hooks.onSegment(segment));
    first = end;
  }
  return segments;
}

async function renderSegment(
  request: SegmentRequest,
  total: number,
  { signal, report, onPreview }: RenderHooks & { signal: AbortSignal },
): Promise<Segment> {
  const onFrame = proxy(({ frame, preview }: SegmentProgress) => {
    report(frame + 1, total);
    if (preview === undefined) return;
    if (onPreview) onPreview(preview, frame);
    else preview.close();
  });
  const { curves, weights, features } = request;
  const moved = [curves.buffer, weights.buffer, ...(features ? [features.rows.buffer] : [])];
  return threads.render.call(
    (media) => media.renderSegment(transfer(request, moved), onFrame, signal),
    signal,
  );
}

/** What the render thread needs of the plan for the output frames [first, end). */
export async function segmentRequest(
  plan: RenderPlan,
  first: number,
  end: number,
  signal?: AbortSignal,
): Promise<SegmentRequest> {
  const { edl, encoder, badge, quality, mouth, mouthPlan } = plan;
  const planRow = mouthPlan === null ? 0 : mouthPlan.length / edl.totalFrames;
  const { bitrateScale, batchFrames, blendFrames } = quality;
  const curvesFirst = Math.max(0, first - HALF_WINDOW);
  const curvesEnd = Math.min(edl.totalFrames, end + HALF_WINDOW);
  const events = edl.events
    .filter(({ recordIn, recordOut }) => recordOut > first - blendFrames && recordIn < end)
    .map((event) =>
      event.blend ? { ...event, blend: Math.min(event.blend, blendFrames) } : event,
    );
  const blendedCuts = events.filter(({ blend = 0 }) => blend > 0).map(({ recordIn }) => recordIn);
  return {
    first,
    end,
    events,
    weights: mouth.weights.slice(first, end),
    curves: (await mouth.curves(curvesFirst, curvesEnd, { signal })).slice(),
    curvesFirst,
    ...(mouthPlan ? { plan: mouthPlan.slice(first * planRow, end * planRow) } : {}),
    encoder,
    bitrateScale,
    batchFrames,
    badge,
    ...(blendFrames > 0 ? { blendedCuts } : {}),
  };
}
