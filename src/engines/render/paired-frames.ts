import type { FrameSource } from '../../core/clips/frame-at';
import { DetachedFrames } from '../decode/detached-frames';
import type { ClipLibrary } from './clip-library';
import { decodingOrder, fadeFrom } from './frame-runs';

/** What an output frame is made of; the consumer closes both. */
export interface PairedFrames {
  picture: VideoFrame;
  /** While a cut is being hidden: the picture that the clip before would show. */
  fading: VideoFrame | null;
}

/**
 * The clip frames of each output frame, in output order. What fades goes on from the frames before the cut: it is decoded
 * right after them and kept, so that it need not be sought.
 */
export async function* pairedFrames(
  sources: readonly FrameSource[],
  clips: ClipLibrary,
): AsyncGenerator<PairedFrames, void, undefined> {
  const decoded = clips.frames(decodingOrder(sources));
  let fadings: DetachedFrames | undefined;
  try {
    for (const [index, { blend }] of sources.entries()) {
      const fade = fadeFrom(sources, index);
      if (fade.length > 0) fadings = await DetachedFrames.collect(taken(decoded, fade.length));
      const picture = await decoded.next();
      if (picture.done) return;
      yield { picture: picture.value, fading: (blend && fadings?.take()) ?? null };
    }
  } finally {
    await decoded.return();
    fadings?.close();
  }
}

/** Some frames of a stream that others go on reading. */
async function* taken(
  frames: AsyncGenerator<VideoFrame, void, undefined>,
  count: number,
): AsyncGenerator<VideoFrame, void, undefined> {
  for (let left = count; left > 0; left--) {
    const frame = await frames.next();
    if (frame.done) return;
    yield frame.value;
  }
}
