/** The rendered test sentences of an avatar as one timeline. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edl } from '../../../src/core/clips/edl';
import { FPS, SAMPLES_PER_FRAME } from '../../../src/core/time/units';
import { ROOT } from '../../shell/terminal';
import { parsePhones, shifted, type Phone } from './phones';
import { pictureName, type Size } from './video';
import { readWav } from './wav';

/** As plan/evaluation.py writes it. */
interface Item {
  name: string;
  take: string;
  source: boolean;
  voice: string;
  text: string;
  frames: number;
}

export interface Sentence extends Item {
  /** First frame of the timeline. */
  first: number;
  folder: string;
}

export interface TruthReel {
  avatar: string;
  size: Size;
  frames: number;
  sentences: Sentence[];
  /** Folders of the clips that the sentences are spoken on, by take. */
  sources: Map<string, string>;
  phones: Phone[];
  /** The curves that the truth was rendered from, Float32Array [frames × 7]. */
  curves: Float32Array;
  /** 16 kHz. */
  sound: Int16Array;
}

/** A sentence more or less counts little in a first look. */
const QUICK_SENTENCES = 2;

/** @throws Error that names the commands which make what is missing. */
export function readTruth(avatar: string, quick: boolean): TruthReel {
  const folder = join(ROOT, 'tools/avatar/out/eval', avatar);
  const list = join(folder, 'items.json');
  if (!existsSync(list)) throw missing(avatar);
  const items = JSON.parse(readFileSync(list, 'utf8')) as Item[];
  const sources = new Map(
    items.filter(({ source }) => source).map(({ take, name }) => [take, join(folder, name)]),
  );
  const said = items.filter(({ source }) => !source).slice(0, quick ? QUICK_SENTENCES : undefined);
  let first = 0;
  const sentences = said.map((item) => {
    const sentence = { ...item, first, folder: join(folder, item.name) };
    first += item.frames;
    return sentence;
  });
  const needed = [...sentences.map((item) => item.folder), ...sources.values()];
  if (!needed.every(isRendered)) throw missing(avatar);
  const sound = new Int16Array(first * SAMPLES_PER_FRAME);
  for (const { folder: from, first: frame, frames } of sentences) {
    const samples = readWav(join(from, 'speech.wav')).subarray(0, frames * SAMPLES_PER_FRAME);
    sound.set(samples, frame * SAMPLES_PER_FRAME);
  }
  return {
    avatar,
    size: sizeOf(avatar),
    frames: first,
    sentences,
    sources,
    phones: sentences.flatMap((item) =>
      shifted(parsePhones(readFileSync(join(item.folder, 'phones.txt'), 'utf8')), item.first / FPS),
    ),
    curves: Float32Array.from(sentences.flatMap((item) => plannedCurves(item.folder).flat())),
    sound,
  };
}

/** Every sentence on its take's source. */
export function truthEdl({ frames, sentences }: TruthReel): Edl {
  return {
    fps: FPS,
    totalFrames: frames,
    events: sentences.map(({ first, frames: length, take }) => ({
      recordIn: first,
      recordOut: first + length,
      clip: sourceClip(take),
      sourceIn: 0,
      sourceOut: length,
      kind: 'speech',
      lipsync: true,
    })),
  };
}

export const sourceClip = (take: string): string => `source ${take} talk.mp4`;

/** Where each frame's rendered picture lies, within the avatar's folder of tests. */
export const truthPictures = ({ sentences }: TruthReel): string[] =>
  sentences.flatMap(({ name, frames }) =>
    Array.from({ length: frames }, (_, i) => `${name}/${pictureName(i)}`),
  );

const plan = (folder: string): string[] =>
  readFileSync(join(folder, 'plan.jsonl'), 'utf8').trim().split('\n');

const plannedCurves = (folder: string): number[][] =>
  plan(folder).map((line) => (JSON.parse(line) as { curves: number[] }).curves);

function isRendered(folder: string): boolean {
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  return pictures.length === plan(folder).length;
}

function sizeOf(avatar: string): Size {
  const file = join(ROOT, 'public/core_clips', avatar, 'avatar.json');
  const { width, height } = JSON.parse(readFileSync(file, 'utf8')) as Size;
  return { width, height };
}

function missing(avatar: string): Error {
  return new Error(
    [
      `The test frames of "${avatar}" are not rendered. In tools/avatar, after "npm ci" and mesh/build.py there:`,
      `  python3 plan/evaluation.py ${avatar}`,
      `  node render/frames.js --avatar=${avatar} out/eval/${avatar}/*/`,
    ].join('\n'),
  );
}
