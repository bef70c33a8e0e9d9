import { describe, expect, it } from 'vitest';
import { openFrames } from '../../../src/engines/decode/open-frames';
import { prepareVideo } from '../../../src/engines/decode/prepare-video';
import { openPicture, openStill } from '../../../src/engines/decode/still';
import { discardTemporaryFile } from '../../../src/engines/storage/temporary-file';
import { LANDMARKS } from '../../../src/core/faces/face-track';
import { PICTURE_FRAMES } from '../../../src/workers/protocol/media';
import { convert } from './converted';
import { numberedClip, readNumber } from './synthetic';

/** A picture with a grey square in its middle. */
async function picture(width: number, height: number, type: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = 'grey';
  context.fillRect(width / 4, height / 4, width / 2, height / 2);
  return canvas.convertToBlob({ type });
}

describe('prepareVideo', () => {
  it('leaves what the browser decodes as it is, and tells the size it will be read at', async () => {
    const clip = await numberedClip({ frames: 10, width: 256, height: 128 });
    const prepared = await prepareVideo(clip, { maxSide: 128 }, {});
    expect(prepared).toMatchObject({ still: false, temporaryFile: null, begins: 0 });
    expect(prepared.info).toMatchObject({ width: 128, height: 64, frames: 10 });
    const reader = await openFrames(prepared.video, { maxSide: 128 });
    for await (const frame of reader.frames(7, 8)) {
      expect([frame.displayWidth, readNumber(frame)]).toEqual([128, 7]);
      frame.close();
    }
    await reader.close();
  });

  it('converts once what the browser cannot decode, shrunk, and only the wanted part', async () => {
    const clip = await numberedClip({ frames: 75, width: 256, height: 128 });
    const avi = await convert(clip, 'avi', '-c:v', 'mpeg4', '-q:v', '2', '-g', '5');
    const told: number[] = [];
    const prepared = await prepareVideo(
      avi,
      { maxSide: 128, part: { start: 1, seconds: 1 } },
      { onSeconds: (seconds) => told.push(seconds) },
    );
    expect(prepared).toMatchObject({ begins: 1, still: false });
    expect(prepared.info).toMatchObject({ width: 128, height: 64, frames: 25, decoder: 'ffmpeg' });
    expect(told.length).toBeGreaterThan(0);
    for (const frame of [0, 24]) {
      // Opened anew each time, without another conversion.
      const reader = await openFrames(prepared.video);
      expect(reader.info.decoder).toBe('webcodecs');
      for await (const shown of reader.frames(frame, frame + 1)) {
        expect(readNumber(shown)).toBe(25 + frame);
        shown.close();
      }
      await reader.close();
    }
    if (prepared.temporaryFile !== null) await discardTemporaryFile(prepared.temporaryFile);
  });

  it.each(['image/png', 'image/jpeg', 'image/webp'])('knows %s by its bytes', async (type) => {
    const unnamed = new Blob([await picture(640, 400, type)], { type: 'video/mp4' });
    const prepared = await prepareVideo(unnamed, { maxSide: 320 }, {});
    expect(prepared).toMatchObject({ still: true, info: { width: 320, height: 200 } });
    expect(prepared.info.frames).toBe(PICTURE_FRAMES);
  });

  it.each([
    ['gif', []],
    ['bmp', ['-frames:v', '1']],
  ])('takes a %s, of a moving one the first frame', async (format, options) => {
    const clip = await numberedClip({ frames: 3, width: 256, height: 128 });
    const picture = await convert(clip, format, ...options);
    const prepared = await prepareVideo(picture, { maxSide: 128 }, {});
    expect(prepared).toMatchObject({ still: true, info: { width: 128, height: 64 } });
    const reader = await openPicture(prepared.video);
    for await (const frame of reader.frames(1, 2)) {
      expect(readNumber(frame)).toBe(0);
      frame.close();
    }
  });

  it('names the kinds of pictures that work when it cannot decode one', async () => {
    const heic = new Blob(['\0\0\0\x18ftypheic\0\0\0\0mif1heic']);
    const drawing = new Blob(['<svg/>'], { type: 'image/svg+xml' });
    for (const media of [heic, drawing]) {
      await expect(prepareVideo(media, {}, {})).rejects.toMatchObject({
        code: 'unsupported-media',
        hint: expect.stringContaining('PNG, JPEG or WebP') as unknown as string,
      });
    }
    await expect(prepareVideo(heic, {}, {})).rejects.toThrow(/HEIC/);
  });

  it('enlarges a tiny picture', async () => {
    const { info } = await prepareVideo(await picture(64, 32, 'image/png'), {}, {});
    expect(info).toMatchObject({ width: 256, height: 128, enlarged: 4 });
  });

  it('refuses a damaged picture', async () => {
    const damaged = (await picture(64, 64, 'image/png')).slice(0, 60);
    await expect(prepareVideo(damaged, {}, {})).rejects.toMatchObject({ code: 'corrupt-media' });
  });
});

it('a still goes on for ever, and moves with the head alone', async () => {
  const face = new Float32Array(LANDMARKS * 3);
  for (let i = 0; i < LANDMARKS; i++) {
    face.set([128 + 20 * Math.sin(i), 128 + 30 * Math.cos(i)], 3 * i);
  }
  const reader = await openPicture(await picture(256, 256, 'image/png'));
  const still = await openStill(reader, { frame: 0, frames: 100, landmarks: face });
  expect(still.info).toMatchObject({ width: 256, height: 256, frames: 100 });
  const pictures: Uint8Array[] = [];
  for await (const frame of still.frames(40, 38)) {
    expect(frame.timestamp).toBe((39 - pictures.length) * 40_000);
    const pixels = new Uint8Array(256 * 256 * 4);
    await frame.copyTo(pixels, { format: 'RGBA' });
    pictures.push(pixels);
    frame.close();
  }
  const [one, other] = pictures;
  expect(one).not.toEqual(other);
  expect(one?.subarray(0, 40)).toEqual(other?.subarray(0, 40));
});
