import { expect, it } from 'vitest';
import { openFrames } from '../../../src/engines/decode/open-frames';
import { lengthToConvert, sampleVideo } from '../../../src/engines/decode/sample-video';
import { convert } from './converted';
import { numberedClip, readNumber } from './synthetic';

/** Frames from one key frame to the next. */
const KEY_FRAMES = 5;

async function numbersIn(pictures: Blob | null): Promise<number[]> {
  if (!pictures) return [];
  const reader = await openFrames(pictures);
  const numbers: number[] = [];
  for await (const frame of reader.frames(0, reader.info.frames)) {
    numbers.push(readNumber(frame));
    frame.close();
  }
  await reader.close();
  return numbers;
}

it('looks into a video here and there without converting it', async () => {
  const clip = await numberedClip({ frames: 75, width: 256, height: 128 });
  expect(await lengthToConvert(clip)).toBeNull();
  const avi = await convert(clip, 'avi', '-c:v', 'mpeg4', '-q:v', '2', '-g', String(KEY_FRAMES));
  expect(await lengthToConvert(avi)).toEqual({ seconds: 3 });
  const done: number[] = [];
  const { pictures, found } = await sampleVideo(avi, [0, 1, 2.2, 30], {
    onPicture: (count) => done.push(count),
  });
  expect(done).toEqual([1, 2, 3, 4]);
  const numbers = await numbersIn(pictures);
  // There is nothing at 30 s, or only the last picture once more.
  expect(found.slice(0, 3)).toEqual([0, 1, 2]);
  const away = [0, 25, 55].map((frame, i) => frame - (numbers[i] ?? NaN));
  for (const frames of away) expect(Math.abs(frames)).toBeLessThan(KEY_FRAMES);
});

it('finds no pictures in what is not a video', async () => {
  const { pictures, found } = await sampleVideo(new Blob(['RIFF····AVI ····']), [0, 1]);
  expect({ pictures, found }).toEqual({ pictures: null, found: [] });
});
