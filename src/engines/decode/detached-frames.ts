/**
 * Frames copied out of the decoder's own pool: hardware decoders have few pictures and stop when
 * they are all held.
 */
export class DetachedFrames {
  readonly #frames: VideoFrame[] = [];

  /** Copies all frames of a run and closes the originals. */
  static async collect(run: AsyncIterable<VideoFrame>): Promise<DetachedFrames> {
    const collected = new DetachedFrames();
    const scratch = { data: new Uint8Array(0) };
    try {
      for await (const frame of run) collected.#frames.push(await detach(frame, scratch));
    } catch (error) {
      collected.close();
      throw error;
    }
    return collected;
  }

  /** Hands over the first frame that is left. */
  take(): VideoFrame | undefined {
    return this.#frames.shift();
  }

  /** Hands over the frames, the last one first. */
  *takeBackwards(): Generator<VideoFrame, void, undefined> {
    for (let frame = this.#frames.pop(); frame; frame = this.#frames.pop()) yield frame;
  }

  close(): void {
    for (const frame of this.#frames.splice(0)) frame.close();
  }
}

/** A buffer that copies go through; a VideoFrame keeps a copy of its own. */
interface Scratch {
  data: Uint8Array<ArrayBuffer>;
}

async function detach(frame: VideoFrame, scratch: Scratch): Promise<VideoFrame> {
  try {
    // Pictures without a format live on the GPU alone; they are copied by drawing.
    return frame.format === null ? redraw(frame) : await copy(frame, frame.format, scratch);
  } finally {
    frame.close();
  }
}

async function copy(
  frame: VideoFrame,
  format: VideoPixelFormat,
  scratch: Scratch,
): Promise<VideoFrame> {
  const { visibleRect, timestamp, duration, colorSpace, displayWidth, displayHeight } = frame;
  const size = frame.allocationSize();
  if (scratch.data.length < size) scratch.data = new Uint8Array(size);
  const layout = await frame.copyTo(scratch.data);
  return new VideoFrame(scratch.data, {
    format,
    layout,
    codedWidth: visibleRect?.width ?? frame.codedWidth,
    codedHeight: visibleRect?.height ?? frame.codedHeight,
    displayWidth,
    displayHeight,
    timestamp,
    ...(duration === null ? {} : { duration }),
    colorSpace: colorSpace.toJSON(),
  });
}

function redraw(frame: VideoFrame): VideoFrame {
  const { timestamp, duration, displayWidth, displayHeight } = frame;
  const canvas = new OffscreenCanvas(displayWidth, displayHeight);
  canvas.getContext('2d', { alpha: false, willReadFrequently: true })?.drawImage(frame, 0, 0);
  const times = duration === null ? { timestamp } : { timestamp, duration };
  return new VideoFrame(canvas, { ...times, alpha: 'discard' });
}
