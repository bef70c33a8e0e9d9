import { openFrames } from '../decode/open-frames';
import { isPicture, openPicture } from '../decode/still';
import { endsEarly } from './cut-clips';

/** Quality of the JPEG of a poster: no loss to be seen at its size. */
const JPEG_QUALITY = 0.9;

/**
 * One frame of a video or picture as a JPEG whose longer side has at most `longest` pixels.
 * @throws AppError `corrupt-media` when the video ends before it.
 */
export async function pictureOf(video: Blob, index: number, longest: number): Promise<Blob> {
  const reader = (await isPicture(video)) ? await openPicture(video) : await openFrames(video);
  try {
    const { width, height, frames } = reader.info;
    const scale = Math.min(1, longest / Math.max(width, height));
    const side = (length: number) => Math.max(1, Math.round(length * scale));
    const canvas = new OffscreenCanvas(side(width), side(height));
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new TypeError('There is no 2D canvas in this thread.');
    context.imageSmoothingQuality = 'high';
    const wanted = Math.min(index, frames - 1);
    let found = false;
    for await (const frame of reader.frames(wanted, wanted + 1)) {
      context.drawImage(frame, 0, 0, canvas.width, canvas.height);
      frame.close();
      found = true;
    }
    if (!found) throw endsEarly(wanted);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  } finally {
    await reader.close();
  }
}
