/** Recordings of one language, or the unseen voice, spoken by the first avatar as a user would have it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { findFaces } from './faces';
import type { RealRow } from './figures';
import { measureReal } from './measure-real';
import { readReal, UNSEEN, type Speech } from './recordings';
import { curvesFor, isWanted, nameOf, OTHERS, type CurveSource, type Task } from './rows';
import { pictureName, picturesOf } from './video';
import { writeWav } from './wav';

const EXEMPLAR = 'exemplar';

export async function* evaluateReal(task: Task, speech: Speech): AsyncGenerator<RealRow> {
  const { app, out, quick } = task;
  const reel = readReal(speech, quick ? 1 : undefined);
  const folder = join(out, `real ${speech}`);
  mkdirSync(folder, { recursive: true });
  const audio = join(folder, 'speech.wav');
  writeWav(audio, reel.sound);
  const { avatar, engine: own } = firstAvatar();
  const ways: { engine: string; curves: CurveSource; quality?: 'best' }[] = [
    { engine: own, curves: 'app' },
    { engine: own, curves: 'app', quality: 'best' },
    ...(own === EXEMPLAR || speech === UNSEEN
      ? []
      : [{ engine: EXEMPLAR, curves: 'app' as const }]),
    // Of a language that is not recognised, the app has to notice that.
    { engine: own, curves: 'words', quality: 'best' },
    ...(speech === UNSEEN ? [] : OTHERS.map((curves) => ({ engine: own, curves }))),
  ];
  for (const way of ways) {
    const { engine, curves, quality } = way;
    const name = nameOf(way);
    if (!isWanted(task, engine, name)) continue;
    console.log(`${speech}: ${engine}, curves: ${name}`);
    const video = join(folder, `${engine}, ${name}.mp4`);
    const given = await curvesFor(curves, reel.sound, reel.frames);
    await app.speak(
      {
        audio,
        avatarId: avatar,
        lipsyncModelId: engine === own ? null : EXEMPLAR,
        edl: null,
        ...(given && { curves: given }),
        ...(quality && { quality }),
        ...(curves === 'words' && { transcript: {} }),
      },
      video,
    );
    const pictures = join(out, 'pictures');
    picturesOf(video, pictures);
    const names = Array.from({ length: reel.frames }, (_, i) => pictureName(i));
    const faces = await findFaces(pictures, names);
    const used = curves === 'words' ? null : (given ?? (await app.curvesOf(audio, quality)));
    const figures = measureReal(reel, faces, used);
    console.log(JSON.stringify(figures));
    yield { language: speech, avatar, engine, curves: name, figures };
  }
}

function firstAvatar(): { avatar: string; engine: string } {
  const folder = join(ROOT, 'public/core_clips');
  const { avatars } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
    avatars: string[];
  };
  const [avatar = ''] = avatars;
  const { lipsync } = JSON.parse(readFileSync(join(folder, avatar, 'avatar.json'), 'utf8')) as {
    lipsync: { engine: string };
  };
  return { avatar, engine: lipsync.engine };
}
