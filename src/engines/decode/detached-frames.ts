/**
 * Frames copied out of the decoder's own pool: hardware decoders have few pictures and stop when
 * they are all held.
 */
export class DetachedFrames {
  readonly #frames: VideoFrame[] = [];

  /** Copies all frames of a run and closes the originals. */
  static async collect(run: AsyncIterable<VideoFrame>): Promise<DetachedFrames> {
    const collected = new DetachedFrames();
    try {
      for await (const frame of run) collected.#frames.push(await detach(frame));
    } catch (error) {
      collected.close();
      throw error;
    }
    return collected;
  }

  /** Hands over the frames, the last one first. */
  *takeBackwards(): Generator<VideoFrame, void, undefined> {
    for (let frame = this.#frames.pop(); frame; frame = this.#frames.pop()) yield frame;
  }

  close(): void {
    for (const frame of this.#frames.splice(0)) frame.close();
  }
}

async function detach(frame: VideoFrame): Promise<VideoFrame> {
  try {
    // Pictures without a format live on the GPU alone; they are copied by drawing.
    return frame.format === null ? redraw(frame) : await copy(frame, frame.format);
  } finally {
    frame.close();
  }
}

async function copy(frame: VideoFrame, format: VideoPixelFormat): Promise<VideoFrame> {
  const { visibleRect, timestamp, duration, colorSpace, displayWidth, displayHeight } = frame;
  const data = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(data);
  return new VideoFrame(data, {
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
