import { proxy } from 'comlink';
import { AppError } from '../../workers/protocol/errors';
import type { VideoInfo } from '../../workers/protocol/media';
import { supportedEncoders } from '../capabilities';
import { slowDecoder } from '../custom-video-faults';
import { threads } from '../threads';
import type { Warning } from '../types';
import type { ReadClip } from './read-clips';

/** Longest side of an avatar, px: face tracks hold places up to 2047. */
export const LONGEST_SIDE = 1920;
/** Pictures whose shapes differ by no more than this share can be scaled to one another unseen. */
const SAME_SHAPE = 0.01;
/** Frames of a clip that is too short to look natural: a second. */
const SHORT = 25;

type Size = Pick<VideoInfo, 'width' | 'height'>;

export interface FittedClips extends Size {
  clips: ReadClip[];
  warnings: Warning[];
}

/**
 * Brings the clips of an avatar to one size, that of the largest talking clip, and to a codec that this browser
 * decodes; what is so already keeps its bytes.
 *
 * @throws AppError `bad-clip` that names the clips whose pictures have another shape.
 */
export async function fitClips(
  clips: readonly ReadClip[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FittedClips> {
  const size = commonSize(clips);
  refuseOtherShapes(clips, size);
  const fits = ({ info }: ReadClip) =>
    info.width === size.width && info.height === size.height && info.decoder === 'webcodecs';
  const work = clips.filter((clip) => !fits(clip));
  const total = work.reduce((sum, { info }) => sum + info.frames, 0);
  let done = 0;
  const fitted: ReadClip[] = [];
  for (const clip of clips) {
    if (fits(clip)) fitted.push(clip);
    else {
      const before = done;
      fitted.push(await converted(clip, size, (frames) => report(before + frames, total), signal));
      done += clip.info.frames;
    }
  }
  const warnings = [
    ...slowDecoder(clips.map(({ info }) => info)),
    ...work.map(convertedClip),
    ...shortClips(clips),
  ];
  return { ...size, clips: fitted, warnings };
}

function commonSize(clips: readonly ReadClip[]): Size {
  const area = ({ info }: ReadClip) => info.width * info.height;
  const talking = clips.filter(({ kind }) => kind === 'talk');
  const pool = talking.length > 0 ? talking : clips;
  const [largest] = pool.toSorted((a, b) => area(b) - area(a));
  const { width, height } = largest?.info ?? { width: 0, height: 0 };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}

function refuseOtherShapes(clips: readonly ReadClip[], { width, height }: Size): void {
  const other = clips.filter(
    ({ info }) => Math.abs((info.width / info.height / width) * height - 1) > SAME_SHAPE,
  );
  if (other.length === 0) return;
  const named = other.map(({ name, info }) => `"${name}" has ${info.width}×${info.height} pixels`);
  const message = `The clips differ in shape: ${named.join(', ')}, the others ${width}×${height}.`;
  throw new AppError('bad-clip', message, {
    hint: 'Crop all clips to the same size, or leave the odd ones out.',
    stage: 'import',
  });
}

async function converted(
  clip: ReadClip,
  size: Size,
  report: (done: number) => void,
  signal?: AbortSignal,
): Promise<ReadClip> {
  const [encoder = 'ffmpeg'] = await supportedEncoders();
  const cuts = [{ from: 0, to: clip.info.frames }];
  const request = { video: clip.blob, cuts, size, encoder };
  const [blob] = await threads.video.call(
    (media) => media.cutClips(request, proxy(report), signal),
    signal,
  );
  if (!blob) throw new TypeError(`The clip "${clip.name}" was not converted.`);
  const info = await threads.video.call((media) => media.probeVideo(blob), signal);
  return { name: clip.name, kind: clip.kind, blob, info };
}

function convertedClip({ name, info }: ReadClip): Warning {
  const { width, height, codec } = info;
  const message = `"${name}" (${codec}, ${width}×${height}) was converted to fit the others.`;
  return { code: 'clip-converted', message };
}

function shortClips(clips: readonly ReadClip[]): Warning[] {
  return clips
    .filter(({ info }) => info.frames < SHORT)
    .map(({ name, info }) => {
      const message = `"${name}" has only ${info.frames} frames; clips of some seconds look better.`;
      return { code: 'clip-short', message };
    });
}
