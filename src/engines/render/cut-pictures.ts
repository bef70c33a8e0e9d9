import { abortError, AppError } from '../../workers/protocol/errors';
import type { ClipPictures, PictureWish } from '../../workers/protocol/lipsync';
import { RgbaReader } from '../rgba-reader';
import type { ClipLibrary } from './clip-library';

/** Frames between two wanted ones that are decoded along rather than sought. */
const READ_ON = 24;

/** Cuts the wanted parts out of clip frames, scaled down to the wanted size. Frames are decoded once, clip by clip. */
export async function cutPictures(
  clips: ClipLibrary,
  wishes: readonly PictureWish[],
  signal?: AbortSignal,
): Promise<ClipPictures> {
  const pictures = new Array<Uint8ClampedArray<ArrayBuffer>>(wishes.length);
  const reader = new RgbaReader();
  for (const run of runsOf(wishes)) {
    const wanted = Array.from({ length: run.to - run.from }, (_, i) => {
      return { clip: run.clip, sourceFrame: run.from + i };
    });
    let number = run.from;
    for await (const frame of clips.frames(wanted)) {
      try {
        const wanted = wishes.filter((wish) => wish.clip === run.clip && wish.frame === number);
        if (wanted.length > 0) {
          const whole = await reader.read(frame, frame.displayWidth, frame.displayHeight);
          for (const wish of wanted) pictures[wishes.indexOf(wish)] = picture(whole, wish);
        }
      } finally {
        frame.close();
      }
      number += 1;
      if (signal?.aborted) throw abortError();
    }
  }
  return { pixels: new Blob(pictures) };
}

/** The wanted part of a frame, in the wanted size. */
function picture(whole: ImageData, wish: PictureWish): Uint8ClampedArray<ArrayBuffer> {
  const { x, y, width, height, pictureWidth, pictureHeight } = wish;
  const part = new ImageData(width, height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * whole.width + x);
    part.data.set(whole.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  if (pictureWidth === width && pictureHeight === height) return part.data;
  const large = canvasOf(width, height);
  large.putImageData(part, 0, 0);
  const small = canvasOf(pictureWidth, pictureHeight);
  small.imageSmoothingQuality = 'high';
  small.drawImage(large.canvas, 0, 0, pictureWidth, pictureHeight);
  return small.getImageData(0, 0, pictureWidth, pictureHeight).data;
}

function canvasOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const options = { willReadFrequently: true, alpha: false };
  const context = new OffscreenCanvas(width, height).getContext('2d', options);
  if (context) return context;
  throw new AppError('internal', 'The browser refused a canvas for the pictures of the mouth.', {
    hint: 'Close other tabs and reload the page.',
  });
}

interface Run {
  clip: string;
  from: number;
  to: number;
}

/** Stretches of clips that hold all wanted frames: near ones together, since decoding starts at key frames anyway. */
function runsOf(wishes: readonly PictureWish[]): Run[] {
  const sorted = [...wishes].sort((a, b) =>
    a.clip === b.clip ? a.frame - b.frame : a.clip < b.clip ? -1 : 1,
  );
  const runs: Run[] = [];
  for (const { clip, frame } of sorted) {
    const last = runs.at(-1);
    if (last?.clip === clip && frame < last.to + READ_ON) last.to = frame + 1;
    else runs.push({ clip, from: frame, to: frame + 1 });
  }
  return runs;
}
