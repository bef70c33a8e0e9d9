import { transfer } from 'comlink';
import type { Face } from '../core/faces/face-track';
import { eyeDistance } from '../core/faces/head-turn';
import { modelUrl } from '../platform/model-store';
import { openCaches } from './track-cache';
import type { TrackedFrames } from '../workers/protocol/landmarks';
import type { PreparedVideo } from '../workers/protocol/media';
import { threads } from './threads';

/** Part of the cache's key; raise it when the count changes. */
const VERSION = 1;

/** People told apart in one video. */
const MOST_PEOPLE = 4;

/** Frames looked at, spread over the part. */
const SAMPLES = 6;

/** A face of less than this share of the largest one's size is somebody in the background. */
const BACKGROUND = 0.4;

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
  return Math.max(0, ...(await surveyPeople(video, key, { from, to, step }, signal)));
}

/**
 * The number of people in every `step`-th of frames [from, to). Cached by content.
 * @param key names the content of the media.
 */
export async function surveyPeople(
  { video }: PreparedVideo,
  key: string,
  { from, to, step }: { from: number; to: number; step: number },
  signal?: AbortSignal,
): Promise<number[]> {
  const caches = await openCaches();
  const name = `people/${VERSION}/${from}-${to}-${step}/${key}`;
  const known = await caches?.get(name);
  if (Array.isArray(known)) return known as number[];
  const found = await allFaces(video, { from, to, step }, signal);
  const people = found.frames.map(inForeground);
  await caches?.put(name, people);
  return people;
}

/** Up to {@link MOST_PEOPLE} faces of every `step`-th of frames [from, to), one beside the other. */
export async function allFaces(
  video: Blob,
  { from, to, step }: { from: number; to: number; step: number },
  signal?: AbortSignal,
): Promise<TrackedFrames> {
  const [thread] = threads.landmarks;
  if (!thread) return { width: 0, height: 0, frames: [], rings: [], changes: new Float32Array(0) };
  const url = await modelUrl('face-landmarker');
  const options = { modelUrl: url, maxFaces: MOST_PEOPLE };
  await thread.load((landmarks) => landmarks.load(options), signal);
  const { port1, port2 } = new MessageChannel();
  const [found] = await Promise.all([
    thread.call(
      (landmarks) => landmarks.trackVideo(transfer(port2, [port2]), undefined, signal),
      signal,
    ),
    threads.video.call(
      (decoder) =>
        decoder.streamFrames(video, transfer([{ port: port1, from, to, step }], [port1])),
      signal,
    ),
  ]);
  return found;
}

function inForeground(faces: readonly Face[]): number {
  const sizes = faces.map(eyeDistance);
  const largest = Math.max(0, ...sizes);
  return sizes.filter((size) => size >= BACKGROUND * largest).length;
}
