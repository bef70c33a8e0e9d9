import { AppError } from '../../workers/protocol/errors';
import type { ClipCutRequest } from '../../workers/protocol/media';
import { openFrames } from '../decode/open-frames';
import { segmentEncoder } from '../encode/encoders';
import { Compositor } from './compositor';

/** Clips are encoded again when a video is rendered from them: with twice the usual bits no loss adds up. */
const BITRATE_SCALE = 2;

/**
 * Cuts stretches out of a video, each as an MP4 of H.264 at 25 fps that begins with a key frame. The video is opened,
 * and converted if it must be, once for all of them.
 *
 * @param onFrame called with the number of frames done, of all stretches together.
 * @returns the clips in the order of `cuts`.
 * @throws AppError `corrupt-media` when the video ends early.
 */
export async function cutClips(
  { video, cuts, size, encoder }: ClipCutRequest,
  { onFrame, signal }: { onFrame: (done: number) => void; signal?: AbortSignal | undefined },
): Promise<Blob[]> {
  const reader = await openFrames(video, { signal });
  try {
    const { width, height } = size ?? reader.info;
    const compositor = new Compositor(width, height, { badge: false });
    let done = 0;
    const clips: Blob[] = [];
    for (const { from, to } of cuts) {
      async function* pictures(): AsyncGenerator<VideoFrame, void, undefined> {
        let index = 0;
        for await (const frame of reader.frames(from, to)) {
          yield (await compositor.compose({ frame, fading: null }, index++)).picture;
          onFrame(++done);
        }
        if (index < to - from) throw endsEarly(from + index);
      }
      const { blob } = await segmentEncoder(encoder).encodeSegment(pictures(), {
        width,
        height,
        bitrateScale: BITRATE_SCALE,
        signal,
      });
      clips.push(blob);
    }
    return clips;
  } finally {
    await reader.close();
  }
}

/** @param frame at which decoding ended. */
export function endsEarly(frame: number): AppError {
  return new AppError('corrupt-media', `The video is damaged at frame ${frame}.`, {
    hint: 'Save it anew with a video editor, then try again.',
  });
}
