import type { VideoInfo } from '../../workers/protocol/media';

/** The pictures of a video at 25 fps, addressed by frame number. */
export interface FrameReader {
  readonly info: VideoInfo;
  /**
   * The frames [from, to) in order; with from > to backwards, from − 1 down to `to`, as an edit
   * decision list plays them. Decodes a few frames ahead of the consumer, who closes each frame.
   * A frame's timestamp is its number in 25ths of a second.
   * Ends early only where the file is damaged. Throws RangeError outside [0, info.frames].
   */
  frames(from: number, to: number): AsyncGenerator<VideoFrame, void, undefined>;
  close(): Promise<void>;
}

/** Checks the range of {@link FrameReader.frames}. */
export function checkFrameRange({ frames }: VideoInfo, from: number, to: number): void {
  const fits = (frame: number): boolean => Number.isInteger(frame) && frame >= 0 && frame <= frames;
  if (!fits(from) || !fits(to)) {
    throw new RangeError(`Frames ${from} to ${to} are not within a video of ${frames} frames.`);
  }
}
