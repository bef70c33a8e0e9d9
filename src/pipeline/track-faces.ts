import { proxy, transfer } from 'comlink';
import { coveredFrames } from '../core/exemplar/covered-frames';
import type { Face, FaceTrack } from '../core/faces/face-track';
import { followPerson, type PicturePlace } from '../core/faces/follow-people';
import { mendTrack } from '../core/faces/mend-track';
import { shotCuts } from '../core/faces/shot-cuts';
import { fittedSize } from '../core/pixels/fit-size';
import { FPS } from '../core/time/units';
import { modelUrl } from '../platform/model-store';
import { AppError } from '../workers/protocol/errors';
import type { TrackedFrames } from '../workers/protocol/landmarks';
import type { FrameStream, PreparedVideo } from '../workers/protocol/media';
import { cpuThreads } from './capabilities';
import { findTrack, keepTrack, type MeasuredFaces } from './track-cache';
import { threads } from './threads';

/** Tracks are kept in px of frames of at most this many a side: a .track file holds up to 2047. */
const KEPT_SIDE = 1280;

/** Frames before its part that a thread looks at, so that it follows the face as if it had come from there. */
const WARM_UP = 3;

/** A part shorter than this, in frames, is not worth another thread. */
const SHORTEST_PART = 25;

interface TrackRequest {
  /** Frames [from, to) of the video; all others get no face. */
  from?: number;
  to?: number;
  /** Looks at every n-th frame only. */
  step?: number;
  /** The most faces looked for in a frame. */
  maxFaces?: number;
  /** The face to follow, where there are several; default: the largest. */
  at?: PicturePlace | undefined;
  /** Threads at most. */
  threads?: number;
}

interface TrackedVideo {
  /** In px of the prepared video; one entry for each `step` frames of [from, to). */
  raw: (Face | null)[];
  /** `raw` with short gaps bridged and without jitter. */
  mended: (Face | null)[];
  /** Entries of `raw` that begin a new shot, ascending. */
  cuts: number[];
  /** How much each entry's picture differs from the one before, 0–1. */
  changes: Float32Array;
  /** Where a hand or a microphone is before the mouth. */
  covered: boolean[];
}

/**
 * Follows one face through a video. The video thread decodes and sends the frames straight to the
 * landmark threads, each of which takes a part of the video.
 * @param key names the content of the media, for the cache.
 * @throws AppError `corrupt-media` when not a single frame can be read.
 */
export async function trackFaces(
  { video, info }: Pick<PreparedVideo, 'video' | 'info'>,
  key: string,
  request: TrackRequest,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<TrackedVideo> {
  const wanted = {
    from: request.from ?? 0,
    to: request.to ?? info.frames,
    step: request.step ?? 1,
    maxFaces: request.maxFaces ?? 1,
    maxSide: Math.max(info.width, info.height),
  };
  const measured =
    (await findTrack(key, wanted)) ??
    (await keepTrack(key, wanted, await measure(video, wanted, request, report, signal)));
  if (measured.faces.length === 0) {
    throw new AppError('corrupt-media', 'Not a single frame of this video can be decoded.', {
      hint: 'Try to play it in another program, and export or record it again.',
    });
  }
  const scale = info.width / measured.width;
  const person = followed(measured, request.at);
  const raw = person.map((face) => face && scaled(face, scale));
  const cuts = shotCuts(measured.changes, raw);
  const covered = coveredFrames(ringsOf(person, measured), cuts);
  return { raw, mended: mendTrack(raw, cuts), cuts, changes: measured.changes, covered };
}

/** Frames are looked at no larger than the video is used. */
type Wanted = Required<Omit<TrackRequest, 'at' | 'threads'>> & { maxSide: number };

/** How many threads share `frames`: no more than there are cores and than `most`, and none for a part too short. */
export function landmarkThreadsFor(frames: number, most: number): number {
  return Math.max(1, Math.min(most, cpuThreads(), Math.floor(frames / SHORTEST_PART)));
}

async function measure(
  video: Blob,
  { from, to, step, maxFaces, maxSide }: Wanted,
  { threads: mostThreads = Infinity }: TrackRequest,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<MeasuredFaces> {
  const count = Math.ceil((to - from) / step);
  const helpers = threads.landmarks.slice(0, landmarkThreadsFor(count, mostThreads));
  const url = await modelUrl('face-landmarker');
  await Promise.all(
    helpers.map((thread) =>
      thread.load((faces) => faces.load({ modelUrl: url, maxFaces }), signal),
    ),
  );
  const done = new Array<number>(helpers.length).fill(0);
  const streams: FrameStream[] = [];
  const parts = helpers.map(async (thread, part) => {
    const border = (k: number): number => Math.round((k * count) / helpers.length);
    const skipped = part === 0 ? 0 : WARM_UP;
    const first = border(part) - skipped;
    const { port1, port2 } = new MessageChannel();
    streams.push({
      port: port1,
      from: from + first * step,
      to: Math.min(to, from + border(part + 1) * step),
      step,
    });
    const onProgress = (frames: number): void => {
      done[part] = Math.max(0, frames - skipped);
      report(
        done.reduce((sum, each) => sum + each, 0),
        count,
      );
    };
    const found = await thread.call(
      (faces) => faces.trackVideo(transfer(port2, [port2]), proxy(onProgress), signal),
      signal,
    );
    return withoutFirst(found, skipped);
  });
  // Whichever side fails first ends the other through the closed port.
  const [tracked] = await Promise.all([
    Promise.all(parts),
    threads.video.call((decoder) => {
      const ports = streams.map(({ port }) => port);
      return decoder.streamFrames(video, transfer(streams, ports), { maxSide });
    }, signal),
  ]);
  return joined(tracked);
}

function withoutFirst(found: TrackedFrames, skipped: number): TrackedFrames {
  const { width, height, frames, rings, changes } = found;
  return {
    width,
    height,
    frames: frames.slice(skipped),
    rings: rings.slice(skipped),
    changes: changes.slice(skipped),
  };
}

/** What the threads found, in px of what is kept. */
function joined(parts: TrackedFrames[]): MeasuredFaces {
  const [{ width, height } = { width: 0, height: 0 }] = parts;
  const changes = Float32Array.from(parts.flatMap((part) => [...part.changes]));
  const kept = fittedSize({ width, height }, KEPT_SIDE);
  const frames = parts.flatMap((part) => part.frames);
  const scale = kept.width / width;
  const faces = frames.map((all) => all.map((face) => scaled(face, scale)));
  return { ...kept, faces, rings: parts.flatMap((part) => part.rings), changes };
}

/** One person out of all faces; whom costs nothing once they are measured. */
function followed(
  { width, height, faces, changes }: MeasuredFaces,
  at: PicturePlace | undefined,
): (Face | null)[] {
  const nobody = faces.map(() => null);
  return followPerson(faces, {
    cuts: shotCuts(changes, nobody),
    at: at && { x: at.x * width, y: at.y * height },
  });
}

/** The skin around the mouth of the person that is followed. */
function ringsOf(
  person: readonly (Face | null)[],
  { faces, rings }: MeasuredFaces,
): (Int8Array | null)[] {
  return person.map((face, frame) => {
    const rank = face === null ? -1 : (faces[frame]?.indexOf(face) ?? -1);
    return rings[frame]?.[rank] ?? null;
  });
}

function scaled(face: Face, scale: number): Face {
  if (scale === 1) return face;
  return { ...face, landmarks: face.landmarks.map((value) => value * scale) };
}

/** The track of a whole video, frames outside of the tracked part without a face. */
export function wholeTrack(
  { width, height, frames }: PreparedVideo['info'],
  faces: readonly (Face | null)[],
  from: number,
): FaceTrack {
  const all = new Array<Face | null>(frames).fill(null);
  faces.slice(0, frames - from).forEach((face, i) => (all[from + i] = face));
  return { width, height, fps: FPS, frames: all };
}
