import { abortError, AppError } from '../../workers/protocol/errors';
import type { ClipPictures, PictureWish } from '../../workers/protocol/lipsync';
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
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) {
    throw new AppError('internal', 'The browser refused a canvas for the pictures of the mouth.', {
      hint: 'Close other tabs and reload the page.',
    });
  }
  context.imageSmoothingQuality = 'high';
  for (const run of runsOf(wishes)) {
    const wanted = Array.from({ length: run.to - run.from }, (_, i) => {
      return { clip: run.clip, sourceFrame: run.from + i };
    });
    let number = run.from;
    for await (const frame of clips.frames(wanted)) {
      wishes.forEach((wish, i) => {
        if (wish.clip !== run.clip || wish.frame !== number) return;
        const { x, y, width, height, pictureWidth, pictureHeight } = wish;
        canvas.width = pictureWidth;
        canvas.height = pictureHeight;
        context.imageSmoothingQuality = 'high';
        context.drawImage(frame, x, y, width, height, 0, 0, pictureWidth, pictureHeight);
        pictures[i] = context.getImageData(0, 0, pictureWidth, pictureHeight).data;
      });
      frame.close();
      number += 1;
      if (signal?.aborted) throw abortError();
    }
  }
  return { pixels: new Blob(pictures) };
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
