/** The recordings of one language, spoken by the first avatar as a user would have it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../shell/terminal';
import { findFaces } from './faces';
import type { RealRow } from './figures';
import { measureReal } from './measure-real';
import { readReal, type Language } from './recordings';
import { curvesFor, isWanted, OTHERS, type CurveSource, type Task } from './rows';
import { pictureName, picturesOf } from './video';
import { writeWav } from './wav';

const EXEMPLAR = 'exemplar';
const RECOGNISED: Language = 'English';

export async function* evaluateReal(task: Task, language: Language): AsyncGenerator<RealRow> {
  const { app, out, quick } = task;
  const reel = readReal(language, quick ? 1 : undefined);
  const folder = join(out, `real ${language}`);
  mkdirSync(folder, { recursive: true });
  const audio = join(folder, 'speech.wav');
  writeWav(audio, reel.sound);
  const { avatar, engine: own } = firstAvatar();
  const ways: { engine: string; curves: CurveSource }[] = [
    { engine: own, curves: 'app' },
    ...(own === EXEMPLAR ? [] : [{ engine: EXEMPLAR, curves: 'app' as const }]),
    ...(language === RECOGNISED ? [{ engine: own, curves: 'words' as const }] : []),
    ...OTHERS.map((curves) => ({ engine: own, curves })),
  ];
  for (const { engine, curves } of ways) {
    if (!isWanted(task, engine, curves)) continue;
    console.log(`${language}: ${engine}, curves: ${curves}`);
    const video = join(folder, `${engine}, ${curves}.mp4`);
    const given = await curvesFor(curves, reel.sound, reel.frames);
    await app.speak(
      {
        audio,
        avatarId: avatar,
        lipsyncModelId: engine === own ? null : EXEMPLAR,
        edl: null,
        ...(given && { curves: given }),
        ...(curves === 'words' && { quality: 'best', transcript: {} }),
      },
      video,
    );
    const pictures = join(out, 'pictures');
    picturesOf(video, pictures);
    const names = Array.from({ length: reel.frames }, (_, i) => pictureName(i));
    const faces = await findFaces(pictures, names);
    const used = curves === 'words' ? null : (given ?? (await app.curvesOf(audio)));
    const figures = measureReal(reel, faces, used);
    console.log(JSON.stringify(figures));
    yield { language, avatar, engine, curves, figures };
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
