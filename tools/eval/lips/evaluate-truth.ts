/** The test sentences of an avatar, by every engine and everything it may follow. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../../avatar/publish/encode.js';
import { ROOT } from '../../shell/terminal';
import { findFaces } from './faces';
import type { TruthRow } from './figures';
import { compareFrames, summarise, truthFaces } from './measure-truth';
import { curvesFor, isWanted, nameOf, OTHERS, type CurveSource, type Task } from './rows';
import { readTruth, sourceClip, truthEdl, truthPictures, type TruthReel } from './truth-reel';
import { encodePictures, pictureName, picturesOf } from './video';
import { writeWav } from './wav';

/** Of the clips that the sentences are spoken on, H.264: a little finer than the avatars' own (publish.js). */
const CONSTANT_RATE_FACTOR = 18;
/** The voice that nothing was trained on. */
const UNSEEN = 'awb';
const EXEMPLAR = 'exemplar';

export async function* evaluateTruth(task: Task, avatar: string): AsyncGenerator<TruthRow> {
  const { app, out, quick } = task;
  const wanted = ways(avatar).filter((way) => isWanted(task, way.engine, nameOf(way)));
  if (wanted.length === 0) return;
  const reel = readTruth(avatar, quick);
  const folder = join(out, `truth ${avatar}`);
  mkdirSync(folder, { recursive: true });
  const audio = join(folder, 'speech.wav');
  writeWav(audio, reel.sound);
  const truth = await truthFaces(reel);
  encodePictures(
    truthPictures(reel).map((name) => join(ROOT, 'tools/avatar/out/eval', avatar, name)),
    join(folder, 'truth.mp4'),
  );
  const avatarId = await app.importAvatar(`Test of ${avatar}`, clipsOf(reel, folder));
  for (const way of wanted) {
    const { engine, model, curves, quality } = way;
    console.log(`${avatar}: ${engine}, curves: ${nameOf(way)}`);
    const video = join(folder, `${engine}, ${nameOf(way)}.mp4`);
    const given =
      curves === 'truth' ? reel.curves : await curvesFor(curves, reel.sound, reel.frames);
    await app.speak(
      {
        audio,
        avatarId,
        lipsyncModelId: model,
        edl: truthEdl(reel),
        ...(given && { curves: given }),
        ...(quality && { quality }),
        ...(curves === 'words' && { transcript: {} }),
        ...(curves === 'typed' && {
          transcript: { text: reel.sentences.map(({ text }) => text).join(' ') },
        }),
      },
      video,
    );
    const pictures = join(out, 'pictures');
    picturesOf(video, pictures);
    const names = Array.from({ length: reel.frames }, (_, i) => pictureName(i));
    const faces = { truth, drawn: await findFaces(pictures, names) };
    const frames = await compareFrames(reel, video, truth);
    const used =
      curves === 'words' || curves === 'typed'
        ? null
        : (given ?? (await app.curvesOf(audio, quality)));
    const figuresOf = (unseen: boolean) =>
      summarise(
        reel,
        reel.sentences.filter(({ voice }) => (voice === UNSEEN) === unseen),
        frames,
        faces,
        used,
      );
    const [unseen, heldOut] = [figuresOf(true), figuresOf(false)];
    const row = { avatar, engine, curves: nameOf(way), unseen, heldOut };
    console.log(JSON.stringify(row.unseen));
    yield row;
  }
}

interface TruthWay {
  engine: string;
  /** Null: the exemplar engine, which needs none. */
  model: string | null;
  curves: CurveSource | 'truth';
  /** Default: the app's. Words are followed by "best" alone. */
  quality?: 'best';
}

/** The app's own curves come first: those that are put in their place stay there. */
function ways(avatar: string): TruthWay[] {
  const file = join(ROOT, 'public/core_clips', avatar, 'avatar.json');
  const { lipsync } = JSON.parse(readFileSync(file, 'utf8')) as {
    lipsync: { engine: string; model: string | null };
  };
  const own = { engine: lipsync.engine, model: lipsync.model };
  const both = own.model === null ? [own] : [own, { engine: EXEMPLAR, model: null }];
  return [
    ...both.map((engine) => ({ ...engine, curves: 'app' as const })),
    { ...own, curves: 'app', quality: 'best' },
    { ...own, curves: 'words', quality: 'best' },
    { ...own, curves: 'typed', quality: 'best' },
    ...both.map((engine) => ({ ...engine, curves: 'truth' as const })),
    { ...own, curves: 'truth', quality: 'best' },
    ...OTHERS.map((curves) => ({ ...own, curves })),
  ];
}

/** The sources as clips, and the avatar's own, which the exemplar engine takes mouths from. */
function clipsOf({ avatar, sources }: TruthReel, folder: string): string[] {
  const encoded = [...sources].map(([take, pictures]) => {
    const file = join(folder, sourceClip(take));
    encode(pictures, file, CONSTANT_RATE_FACTOR);
    return file;
  });
  const own = join(ROOT, 'public/core_clips', avatar);
  const names = readdirSync(own).filter((name) => name.endsWith('.mp4'));
  return [...encoded, ...names.map((name) => join(own, name))];
}
