/** HeadAudio (MIT): visemes by Gaussian prototypes of the sound's spectrum, in real time. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CURVE_COUNT } from '../../../../src/core/lipsync/curve-window';
import { FPS, SAMPLE_RATE } from '../../../../src/core/time/units';
import { importFrom, packageFolder } from '../packages';
import { VISEMES, visemeCurves } from './mouth-shapes';

const NAME = '@met4citizen/headaudio';
/**
 * Of the sound that it hears. Its filters depend on the rate: of 16, 24, 44.1 and 48 kHz this one, a browser's, served it
 * best, on the synthetic voice and on recordings.
 */
const RATE = 44_100;
/** Samples that a browser gives an audio worklet at once. */
const BLOCK = 128;
/** Its page advises to delay the sound by so much, s; here the mouth goes ahead instead. */
const DELAY = 0.1;
/** s a viseme takes to come and to go, and how sharply it eases: modules/headaudio.mjs, update(). */
const EASE_S = 0.1;
const EASE_SHARPNESS = 5;
const STEPS_A_FRAME = 4;

type Message = { event: string; viseme?: number };

interface Processor {
  process(samples: Float32Array): void;
  _onmessage(message: { data: object }): void;
}

interface ProcessorModule {
  Processor: new (
    options: { sampleRate: number },
    worklet: { port: { postMessage(message: Message): void } },
  ) => Processor;
}

interface TrainingModule {
  Training: new () => { loadModel(location: string): Promise<{ model: object }> };
}

/** Mouth curves [frames × 7] of 16 kHz sound. */
export async function headAudio(sound: Int16Array, frames: number): Promise<Float32Array> {
  const { Processor } = (await importFrom(NAME, 'modules/processor.mjs')) as ProcessorModule;
  const { Training } = (await importFrom(NAME, 'modules/training.mjs')) as TrainingModule;
  const bytes = readFileSync(join(packageFolder(NAME), 'dist/model-en-mixed.bin'));
  const location = `data:application/octet-stream;base64,${bytes.toString('base64')}`;
  const { model } = await new Training().loadModel(location);
  let active: number | null = null;
  const hear = ({ event, viseme }: Message): void => {
    if (event === 'ended') active = null;
    else if (event === 'viseme' && viseme !== undefined) active = viseme;
  };
  const heard = resampled(sound);
  const processor = new Processor({ sampleRate: RATE }, { port: { postMessage: hear } });
  processor._onmessage({ data: { event: 'model', model } });
  const shown: (number | null)[] = [];
  const step = RATE / FPS / STEPS_A_FRAME;
  for (let at = 0; at < heard.length; at += BLOCK) {
    processor.process(Float32Array.from(heard.subarray(at, at + BLOCK), (value) => value / 32768));
    while ((shown.length + 1) * step <= at + BLOCK) shown.push(active);
  }
  return easedCurves(shown, frames);
}

function resampled(sound: Int16Array): Int16Array {
  const raw = ['-f', 's16le', '-ac', '1'];
  const bytes = execFileSync(
    'ffmpeg',
    [
      ...['-v', 'error', ...raw, '-ar', String(SAMPLE_RATE), '-i', '-'],
      ...[...raw, '-ar', String(RATE), '-'],
    ],
    {
      input: Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength),
      maxBuffer: 2 ** 28,
    },
  );
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** @param shown the viseme at every quarter of a frame, as it was recognised. */
export function easedCurves(shown: readonly (number | null)[], frames: number): Float32Array {
  const ahead = Math.round(DELAY * FPS * STEPS_A_FRAME);
  const stepShare = 1 / (EASE_S * FPS * STEPS_A_FRAME);
  const levels = new Array<number>(VISEMES).fill(0);
  const curves = new Float32Array(frames * CURVE_COUNT);
  for (let at = -ahead; at < (frames - 0.5) * STEPS_A_FRAME; at++) {
    const active = shown[at + ahead] ?? null;
    levels.forEach((level, viseme) => {
      const next = level + (viseme === active ? stepShare : -stepShare);
      levels[viseme] = Math.min(1, Math.max(0, next));
    });
    const frame = (at + 1) / STEPS_A_FRAME - 0.5;
    if (frame < 0 || !Number.isInteger(frame)) continue;
    const weights = levels.map(eased);
    const total = Math.max(
      1,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    weights.forEach((weight, viseme) => {
      visemeCurves(viseme).forEach((value, k) => {
        const index = frame * CURVE_COUNT + k;
        curves[index] = (curves[index] ?? 0) + (weight / total) * value;
      });
    });
  }
  return curves;
}

function eased(level: number): number {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-EASE_SHARPNESS * x)) - 0.5;
  return (0.5 / sigmoid(1)) * sigmoid(2 * level - 1) + 0.5;
}
