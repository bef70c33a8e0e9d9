import { abortError } from '../../workers/protocol/errors';
import type { FrameThumbnails, ThumbnailOptions } from '../../workers/protocol/media';
import { openFrames } from '../decode/open-frames';

/** Pixels looked at in each cell, each way: single ones would tell grain from grain. */
const SAMPLES = 4;

/** One channel of a picture in memory: value (x, y) at `offset` + y · `stride` + x · `step`, sizes in samples. */
interface Plane {
  offset: number;
  stride: number;
  step: number;
  width: number;
  height: number;
}

/**
 * The first frames of a video as squares of `side` × `side` cells, whatever its shape: for comparing frames. The
 * decoder's own memory is sampled: drawing each frame on a canvas takes ten times as long.
 *
 * @param onFrame called with the number of frames done.
 */
export async function frameThumbnails(
  video: Blob,
  { side, most = Infinity }: ThumbnailOptions,
  {
    onFrame,
    signal,
  }: { onFrame: (done: number, total: number) => void; signal?: AbortSignal | undefined },
): Promise<FrameThumbnails> {
  const reader = await openFrames(video, { signal });
  try {
    const frames = Math.min(most, reader.info.frames);
    const size = side * side * CHANNELS;
    const pixels = new Uint8Array(frames * size);
    const sampler = new FrameSampler(side);
    let done = 0;
    for await (const frame of reader.frames(0, frames)) {
      try {
        await sampler.sample(frame, pixels.subarray(done * size, (done + 1) * size));
      } finally {
        frame.close();
      }
      if (signal?.aborted) throw abortError();
      onFrame(++done, frames);
    }
    return { side, frames: done, pixels: pixels.subarray(0, done * size) };
  } finally {
    await reader.close();
  }
}

/** Brightness and two colour differences. */
const CHANNELS = 3;

/** Formats whose red comes first of four bytes a pixel; in the others it comes third. */
const RED_FIRST = /^RGB/;

class FrameSampler {
  readonly #side: number;
  #data = new Uint8Array(0);

  constructor(side: number) {
    this.#side = side;
  }

  async sample(frame: VideoFrame, cells: Uint8Array): Promise<void> {
    const { planes, colours } = await this.#planes(frame);
    planes.forEach((plane, channel) => this.#average(plane, channel, cells));
    if (colours === 'RGB') toBrightnessAndColour(cells);
  }

  async #planes(frame: VideoFrame): Promise<{ planes: Plane[]; colours: 'YUV' | 'RGB' }> {
    const { format } = frame;
    // Pictures without a format live on the GPU alone.
    const options: VideoFrameCopyToOptions = format === null ? { format: 'RGBA' } : {};
    const bytes = frame.allocationSize(options);
    if (this.#data.length < bytes) this.#data = new Uint8Array(bytes);
    const layout = await frame.copyTo(this.#data, options);
    const { width = 0, height = 0 } = frame.visibleRect ?? {};
    const plane = (index: number, step: number, shift: number, small: boolean): Plane => ({
      offset: (layout[index]?.offset ?? 0) + shift,
      stride: layout[index]?.stride ?? 0,
      step,
      width: small ? Math.ceil(width / 2) : width,
      height: small ? Math.ceil(height / 2) : height,
    });
    if (format === 'I420' || format === 'I420A') {
      const planes = [plane(0, 1, 0, false), plane(1, 1, 0, true), plane(2, 1, 0, true)];
      return { planes, colours: 'YUV' };
    }
    if (format === 'NV12') {
      const planes = [plane(0, 1, 0, false), plane(1, 2, 0, true), plane(1, 2, 1, true)];
      return { planes, colours: 'YUV' };
    }
    if (format === 'I422' || format === 'I444') {
      // Brightness alone: rare, and enough for comparing.
      return { planes: [plane(0, 1, 0, false)], colours: 'YUV' };
    }
    const order = RED_FIRST.test(format ?? 'RGBA') ? [0, 1, 2] : [2, 1, 0];
    return { planes: order.map((shift) => plane(0, 4, shift, false)), colours: 'RGB' };
  }

  /** Mean of a plane over each cell. */
  #average({ offset, stride, step, width, height }: Plane, channel: number, cells: Uint8Array) {
    const side = this.#side;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        let sum = 0;
        for (let down = 0; down < SAMPLES; down++) {
          const y = Math.floor(((row + (down + 0.5) / SAMPLES) * height) / side);
          for (let right = 0; right < SAMPLES; right++) {
            const x = Math.floor(((column + (right + 0.5) / SAMPLES) * width) / side);
            sum += this.#data[offset + y * stride + x * step] ?? 0;
          }
        }
        cells[(row * side + column) * CHANNELS + channel] = Math.round(sum / SAMPLES ** 2);
      }
    }
  }
}

/** BT.601, in place. */
function toBrightnessAndColour(cells: Uint8Array): void {
  for (let k = 0; k < cells.length; k += CHANNELS) {
    const [red = 0, green = 0, blue = 0] = cells.subarray(k, k + CHANNELS);
    const brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
    cells[k] = Math.round(brightness);
    cells[k + 1] = Math.round(128 + 0.564 * (blue - brightness));
    cells[k + 2] = Math.round(128 + 0.713 * (red - brightness));
  }
}
