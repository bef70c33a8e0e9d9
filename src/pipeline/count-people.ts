import { proxy, transfer } from 'comlink';
import type { Face } from '../core/faces/face-track';
import type { Sample } from '../core/clips/source-stretch';
import { eyeDistance, headTurn, WIDEST_TURN } from '../core/faces/head-turn';
import { modelUrl } from '../platform/model-store';
import { openCaches } from './track-cache';
import type { TrackedFrames } from '../workers/protocol/landmarks';
import type { PreparedVideo } from '../workers/protocol/media';
import { threads } from './threads';

/** Part of the cache's key; raise it when the count changes. */
const VERSION = 2;

/** People told apart in one video. */
export const MOST_PEOPLE = 4;

/** Frames looked at, spread over the part. */
const SAMPLES = 6;

/** A face of less than this share of the largest one's size is somebody in the background. */
const BACKGROUND = 0.4;

/** What one frame shows. */
export interface PeopleSample extends Sample {
  /** 0 to {@link MOST_PEOPLE}. */
  people: number;
}

/**
 * How many people frames [from, to) of a video show at once, by a few of them.
 * @returns 0 to {@link MOST_PEOPLE}.
 */
export async function countPeople(
  video: PreparedVideo,
  key: string,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal,
): Promise<number> {
  const step = Math.max(1, Math.floor((to - from) / SAMPLES));
  const samples = await surveyPeople(video, key, { from, to, step }, signal);
  return Math.max(0, ...samples.map(({ people }) => people));
}

/**
 * The people in every `step`-th of frames [from, to). Cached by content.
 * @param key names the content of the media.
 */
export async function surveyPeople(
  { video, info }: PreparedVideo,
  key: string,
  { from, to, step }: { from: number; to: number; step: number },
  signal?: AbortSignal,
  report?: (done: number) => void,
): Promise<PeopleSample[]> {
  const maxSide = Math.max(info.width, info.height);
  return keptSamples(`${from}-${to}-${step}-${maxSide}/${key}`, async () =>
    peopleIn(await allFaces(video, { from, to, step, maxSide }, signal, report)),
  );
}

/** Samples are cached by what they are of. */
export async function keptSamples(
  what: string,
  look: () => Promise<PeopleSample[]>,
): Promise<PeopleSample[]> {
  const caches = await openCaches();
  const name = `people/${VERSION}/${what}`;
  const known = await caches?.get(name);
  if (Array.isArray(known)) return known as PeopleSample[];
  const samples = await look();
  await caches?.put(name, samples);
  return samples;
}

export function peopleIn({ frames, changes }: TrackedFrames): PeopleSample[] {
  return frames.map((faces, i) => {
    const people = inForeground(faces);
    const usable = people.some((face) => headTurn(face) < WIDEST_TURN);
    return { people: people.length, usable, change: changes[i] ?? 0 };
  });
}

/** Up to {@link MOST_PEOPLE} faces of every `step`-th of frames [from, to), one beside the other. */
export async function allFaces(
  video: Blob,
  {
    from,
    to,
    step,
    maxSide,
  }: { from: number; to: number; step: number; maxSide?: number | undefined },
  signal?: AbortSignal,
  report?: (done: number) => void,
): Promise<TrackedFrames> {
  const [thread] = threads.landmarks;
  if (!thread) return { width: 0, height: 0, frames: [], rings: [], changes: new Float32Array(0) };
  const url = await modelUrl('face-landmarker');
  const options = { modelUrl: url, maxFaces: MOST_PEOPLE };
  await thread.load((landmarks) => landmarks.load(options), signal);
  const { port1, port2 } = new MessageChannel();
  const [found] = await Promise.all([
    thread.call(
      (landmarks) =>
        landmarks.trackVideo(transfer(port2, [port2]), report && proxy(report), signal),
      signal,
    ),
    threads.video.call(
      (decoder) =>
        decoder.streamFrames(video, transfer([{ port: port1, from, to, step }], [port1]), {
          maxSide,
        }),
      signal,
    ),
  ]);
  return found;
}

function inForeground(faces: readonly Face[]): Face[] {
  const largest = Math.max(0, ...faces.map(eyeDistance));
  return faces.filter((face) => eyeDistance(face) >= BACKGROUND * largest);
}
