/** Videos and pictures of anybody, who speak the app's sample and recorded English. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FPS, SAMPLES_PER_FRAME } from '../../../src/core/time/units';
import { ROOT } from '../../shell/terminal';
import { findFaces } from './faces';
import { measureReal, type Asked } from './measure-real';
import { OPEN_VOWELS, parsePhones } from './phones';
import { readReal } from './recordings';
import { SpeakingApp, type FaceBox } from './speaking-app';
import { picturesOf } from './video';
import { readWav, writeWav } from './wav';

const SAMPLE = join(ROOT, 'public/samples/sample.wav');
const SAMPLE_PHONES = join(ROOT, 'tests/fixtures/sample.phones.txt');

/** What is looked at, in heights of the face: a landmarker loses faces that fill little of a picture. */
const AROUND = 1.6;
/** px of the square that is looked at. */
const LOOKED_AT = 512;

interface Speech extends Asked {
  name: string;
  audio: string;
}

/** Prints closures, open vowels, lag and rest of every person with both speeches; videos stay in `out`. */
export async function evaluatePeople(out: string, people: readonly string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const speeches = [sampleSpeech(), recordedSpeech(out)];
  const app = await SpeakingApp.open();
  try {
    for (const person of people) {
      for (const speech of speeches) {
        const video = join(out, `${basename(person)}, ${speech.name}.mp4`);
        await app.speakBy(person, speech.audio, video);
        const { boxes } = await app.facesOf(video);
        const close = join(out, 'close.mp4');
        cropFace(video, boxes, close);
        const pictures = join(out, 'pictures');
        picturesOf(close, pictures);
        const faces = await findFaces(pictures, readdirSync(pictures).sort());
        const figures = measureReal(speech, faces, await app.curvesOf(speech.audio));
        console.log(`${basename(person)}, ${speech.name}: ${JSON.stringify(figures)}`);
      }
    }
  } finally {
    await app.close();
  }
}

/** flite's awb, a voice that nothing was trained on. Its phones have no curve: open vowels are taken for open, all else for shut. */
function sampleSpeech(): Speech {
  const frames = Math.ceil(readWav(SAMPLE).length / SAMPLES_PER_FRAME);
  const phones = parsePhones(readFileSync(SAMPLE_PHONES, 'utf8'));
  const vowels = phones.filter(({ phone }) => OPEN_VOWELS.includes(phone));
  const open = Array.from({ length: frames }, (_, i) =>
    vowels.some(({ start, end }) => i >= start * FPS && i < end * FPS) ? 1 : 0,
  );
  return { name: 'sample', audio: SAMPLE, phones, open };
}

function recordedSpeech(out: string): Speech {
  const { sound, phones, open } = readReal('English');
  const audio = join(out, 'recorded.wav');
  writeWav(audio, sound);
  return { name: 'recorded', audio, phones, open };
}

/** A square around the face wherever it goes, enlarged. */
function cropFace(video: string, boxes: readonly FaceBox[], out: string): void {
  const middle = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1] ?? 0;
  const left = Math.min(...boxes.map((box) => box.left));
  const right = Math.max(...boxes.map((box) => box.right));
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  const height = middle(boxes.map((box) => box.bottom - box.top));
  const side = Math.max(right - left, bottom - top, AROUND * height);
  const crop = [
    `crop=w='min(iw,${side})':h='min(ih,${side})'`,
    `x='${(left + right - side) / 2}'`,
    `y='${(top + bottom - side) / 2}'`,
  ].join(':');
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', '-i', video, '-vf', `${crop},scale=${LOOKED_AT}:-2`],
    ...['-crf', '12', out],
  ]);
}
