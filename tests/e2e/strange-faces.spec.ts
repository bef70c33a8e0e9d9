/** Sources that are broken, and faces that are hard to see: a clear error or a sound video, all in one page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSource, Outcome, PageGenerator } from '../../tools/shell/generate-in-page.ts';
import { ROOT } from '../../tools/shell/terminal.ts';
import { ffmpeg, H264 } from './ffmpeg.ts';
import { expect, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';

const ADAM = join(ROOT, 'public/core_clips/adam');
const CLIP = join(ADAM, '01,20s talk.mp4');
const LONGER_CLIP = join(ADAM, '02,24s talk.mp4');
/** Adam with his head turned by 57° and by 80°: `node tools/avatar/render/looks.js adam turnedAway profile`, at 360 px. */
const HEADS = join(ROOT, 'tests/fixtures');
const SPEECH_S = 1;
const FRAMES = 25;
const EVERY_MOUTH = { lipsyncedFrames: FRAMES, framesWithoutFace: 0 };
/** Of a second in 1080p: twice what the encoder is asked for. */
const MOST_BYTES = 3_000_000;

const mp4 = (buffer: Buffer) => ({ name: 'source.mp4', mimeType: 'video/mp4', buffer });

const speak = (scripted: PageGenerator, video: FileSource): Promise<Outcome> =>
  scripted.generate({
    audio: audioFile(wav(sampleSpeech(SPEECH_S))),
    video,
    options: { mode: 'custom-video', rightsConfirmed: true },
  });

const refused = (code: string, message: RegExp) => ({
  ok: false,
  failure: {
    code,
    message: expect.stringMatching(message) as unknown,
    hint: expect.stringMatching(/\w/) as unknown,
  },
});

const spoken = (width: number, height: number, stats: object = EVERY_MOUTH) => ({
  ok: true,
  summary: { frames: FRAMES, width, height, stats },
});

const warned = (outcome: Outcome) =>
  outcome.ok ? outcome.summary.warnings.map(({ code }) => code) : [];

// In one page, so that what comes after a refusal shows that the page still works.
test.describe.configure({ mode: 'serial' });

test('files of which nothing can be decoded are refused', async ({ scripted }) => {
  const whole = readFileSync(CLIP);
  const picturesAt = whole.indexOf('mdat') + 4;
  const noise = Buffer.from(whole.subarray(picturesAt)).reverse();
  const head = whole.subarray(0, whole.readUInt32BE(0));
  const onlyHead = mp4(Buffer.concat([head, noise]));
  expect(await speak(scripted, onlyHead)).toMatchObject(refused('corrupt-media', /damaged/));
  const noPicture = mp4(Buffer.concat([whole.subarray(0, picturesAt), noise]));
  expect(await speak(scripted, noPicture)).toMatchObject(refused('corrupt-media', /single frame/));

  // Cameras write the index behind the pictures: cut off, nobody knows where a frame begins.
  const indexLast = test.info().outputPath('index-last.mp4');
  ffmpeg('-i', CLIP, '-c', 'copy', indexLast);
  const cut = readFileSync(indexLast);
  const noIndex = mp4(cut.subarray(0, cut.length / 2));
  expect(await speak(scripted, noIndex)).toMatchObject(refused('corrupt-media', /damaged/));

  const sound = test.info().outputPath('sound.mp4');
  ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac', sound);
  expect(await speak(scripted, sound)).toMatchObject(
    refused('unsupported-media', /sound but no picture/),
  );
});

test('pictures without a face that can speak are refused', async ({ scripted }) => {
  const cat = Buffer.from(await scripted.page.evaluate(drawnCat), 'base64');
  const drawing = { name: 'cat.png', mimeType: 'image/png', buffer: cat };
  expect(await speak(scripted, drawing)).toMatchObject(refused('no-face', /in the picture/));
  expect(await speak(scripted, join(HEADS, 'profile.jpg'))).toMatchObject(refused('no-face', /in the picture/)); // prettier-ignore
  expect(await speak(scripted, join(HEADS, 'turned-away.jpg'))).toMatchObject(refused('no-face', /from the side only/)); // prettier-ignore
});

test('a video that was cut off speaks with what there is of it', async ({ scripted }) => {
  const whole = readFileSync(CLIP);
  const outcome = await speak(scripted, mp4(whole.subarray(0, whole.length / 2)));
  expect(outcome).toMatchObject(spoken(720, 720));
  expect(warned(outcome)).toEqual(['short-source']);
});

test('a 4K video is shrunk to what the quality shows', async ({ scripted }) => {
  const video = test.info().outputPath('4k.mp4');
  const frame = 'scale=2160:2160,pad=3840:2160:(ow-iw)/2';
  ffmpeg('-i', CLIP, '-vf', frame, '-t', '0.8', '-an', ...H264, video);
  const outcome = await speak(scripted, video);
  expect(outcome).toMatchObject(spoken(1920, 1080));
  expect(warned(outcome)).toEqual(['short-source']);
  expect(outcome.ok ? outcome.summary.bytes : NaN).toBeLessThan(MOST_BYTES);
});

test('a picture of 64 px is enlarged, with a warning', async ({ scripted }) => {
  const picture = test.info().outputPath('small.png');
  ffmpeg('-i', join(ADAM, 'poster.jpg'), '-vf', 'scale=64:64', picture);
  const outcome = await speak(scripted, picture);
  expect(outcome).toMatchObject(spoken(256, 256));
  expect(warned(outcome)).toEqual(['small-face']);
});

test('a hand before the mouth is left alone, and told of', async ({ scripted }) => {
  const video = test.info().outputPath('hand.mp4');
  const hand = "drawbox=x=270:y=370:w=180:h=90:color=0xb08060:t=fill:enable='between(n,5,19)'";
  ffmpeg('-i', LONGER_CLIP, '-vf', hand, '-an', ...H264, video);
  const outcome = await speak(scripted, video);
  expect(outcome).toMatchObject(spoken(720, 720, {}));
  expect(warned(outcome)).toEqual(['mouth-covered']);
  // The first second is shown, and the hand is there for 15 frames of it.
  expect(outcome.ok ? outcome.summary.stats : {}).toMatchObject({ framesWithoutFace: 15 });
});

/** A cat's face out of circles and triangles: a PNG in base64. */
function drawnCat(): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 400;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas.');
  const fill = (colour: string, draw: () => void): void => {
    context.fillStyle = colour;
    context.beginPath();
    draw();
    context.fill();
  };
  const triangle = (...corners: [x: number, y: number][]) => {
    for (const [x, y] of corners) context.lineTo(x, y);
  };
  fill('#dde8f0', () => context.rect(0, 0, 400, 400));
  fill('#d08a3c', () => triangle([80, 190], [95, 50], [190, 120]));
  fill('#d08a3c', () => triangle([320, 190], [305, 50], [210, 120]));
  fill('#d08a3c', () => context.arc(200, 220, 130, 0, 2 * Math.PI));
  for (const x of [150, 250]) {
    fill('#b9e06c', () => context.arc(x, 195, 26, 0, 2 * Math.PI));
    fill('#101010', () => context.ellipse(x, 195, 8, 24, 0, 0, 2 * Math.PI));
  }
  fill('#e58a8a', () => triangle([182, 245], [218, 245], [200, 265]));
  context.lineWidth = 4;
  for (const side of [-1, 1]) {
    context.beginPath();
    context.arc(200 + 22 * side, 265, 22, 0, Math.PI);
    for (const y of [240, 255, 270]) {
      context.moveTo(200 + 50 * side, 255);
      context.lineTo(200 + 150 * side, y + (y - 255));
    }
    context.stroke();
  }
  return canvas.toDataURL('image/png').split(',')[1] ?? '';
}
