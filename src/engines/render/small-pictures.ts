import { abortError } from '../../workers/protocol/errors';
import type { FrameThumbnails, ThumbnailOptions } from '../../workers/protocol/media';
import { openFrames } from '../decode/open-frames';
import { endsEarly } from './cut-clips';

/** Quality of the JPEG of a poster: no loss to be seen at its size. */
const JPEG_QUALITY = 0.9;

/**
 * The first frames of a video as squares of `side` × `side` pixels, whatever its shape: for comparing frames.
 * @param most frames; default: all.
 * @param onFrame called with the number of frames done.
 */
export async function frameThumbnails(
  video: Blob,
  { side, most = Infinity }: ThumbnailOptions,
  { onFrame, signal }: { onFrame: (done: number, total: number) => void; signal?: AbortSignal | undefined }, // prettier-ignore
): Promise<FrameThumbnails> {
  const reader = await openFrames(video, { signal });
  try {
    const frames = Math.min(most, reader.info.frames);
    const context = canvasOf(side, side);
    const pixels = new Uint8Array(frames * side * side * 3);
    let at = 0;
    let done = 0;
    for await (const frame of reader.frames(0, frames)) {
      context.drawImage(frame, 0, 0, side, side);
      frame.close();
      if (signal?.aborted) throw abortError();
      const { data } = context.getImageData(0, 0, side, side);
      for (let i = 0; i < data.length; i += 4) {
        for (let channel = 0; channel < 3; channel++) pixels[at++] = data[i + channel] ?? 0;
      }
      onFrame(++done, frames);
    }
    return { side, frames: done, pixels: pixels.subarray(0, at) };
  } finally {
    await reader.close();
  }
}

/**
 * One frame of a video as a JPEG whose longer side has at most `longest` pixels.
 * @throws AppError `corrupt-media` when the video ends before it.
 */
export async function pictureOf(video: Blob, index: number, longest: number): Promise<Blob> {
  const reader = await openFrames(video);
  try {
    const { width, height, frames } = reader.info;
    const scale = Math.min(1, longest / Math.max(width, height));
    const context = canvasOf(Math.round(width * scale), Math.round(height * scale));
    const wanted = Math.min(index, frames - 1);
    let found = false;
    for await (const frame of reader.frames(wanted, wanted + 1)) {
      context.drawImage(frame, 0, 0, context.canvas.width, context.canvas.height);
      frame.close();
      found = true;
    }
    if (!found) throw endsEarly(wanted);
    return await context.canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  } finally {
    await reader.close();
  }
}

function canvasOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new TypeError('There is no 2D canvas in this thread.');
  // Averages over the pixels that become one, instead of taking single ones.
  context.imageSmoothingQuality = 'high';
  return context;
}
