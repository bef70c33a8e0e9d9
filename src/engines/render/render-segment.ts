import { framesOf } from '../../core/clips/frame-at';
import { FPS } from '../../core/time/units';
import { abortError, AppError } from '../../workers/protocol/errors';
import type { Segment, SegmentProgress, SegmentRequest } from '../../workers/protocol/media';
import { segmentEncoder } from '../encode/encoders';
import type { ClipLibrary } from './clip-library';
import { Compositor } from './compositor';
import type { LipsyncPool } from './lipsync-pool';
import type { PreviewCamera } from './preview';
import { speakingFrames } from './speaking-frames';

export interface RenderServices {
  clips: ClipLibrary;
  lipsync: LipsyncPool | null;
  preview: PreviewCamera;
  onFrame: (progress: SegmentProgress) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Renders one segment: clip frames → mouths → cross-blends and badge → H.264. The encoder pulls, so
 * that only a handful of frames exist at any time.
 */
export async function renderSegment(
  request: SegmentRequest,
  services: RenderServices,
): Promise<Segment> {
  const { first, end } = request;
  const { clips, signal } = services;
  const sources = [...framesOf(editList(request), clips.frameCounts, { first, end })];
  if (sources.length !== end - first) {
    throw new AppError('internal', `The plan has ${sources.length} of ${end - first} frames.`, {
      hint: 'Plan the clips again.',
    });
  }
  const { width, height } = clips.size;
  const compositor = new Compositor(width, height, { badge: request.badge });
  const counts = { lipsyncedFrames: 0, framesWithoutFace: 0 };

  async function* composed(): AsyncGenerator<VideoFrame, void, undefined> {
    for await (const frame of speakingFrames(sources, request, services)) {
      const { picture, pixels } = await compositor.compose(frame, frame.index);
      counts.lipsyncedFrames += frame.lipsynced ? 1 : 0;
      counts.framesWithoutFace += frame.withoutFace ? 1 : 0;
      const preview = await services.preview.shoot(pixels);
      yield picture;
      if (signal?.aborted) throw abortError();
      services.onFrame({ frame: frame.index, ...(preview ? { preview } : {}) });
    }
  }

  const encoder = segmentEncoder(request.encoder);
  const { blob, frames } = await encoder.encodeSegment(composed(), {
    width,
    height,
    bitrateScale: request.bitrateScale,
    signal,
  });
  return { blob, first, frames, ...counts };
}

/** The request's events as a list; cuts that are not to be blended lose their blend. */
function editList({ events, end, blendedCuts }: SegmentRequest): Parameters<typeof framesOf>[0] {
  return {
    fps: FPS,
    totalFrames: end,
    events: events.map((event) =>
      blendedCuts?.includes(event.recordIn) ? event : { ...event, blend: 0 },
    ),
  };
}
