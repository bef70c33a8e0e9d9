import type { Edl } from '../core/clips/edl';
import { appStorage } from '../platform/storage/storage';
import type { StoredJob } from '../platform/storage/jobs';
import { AppError, isAbort } from '../workers/protocol/errors';
import type { Segment } from '../workers/protocol/media';
import type { GenerateRequest, JobSummary, Mode, VideoEncoderName, Warning } from './types';

/** What a job must remember beside its audio to end up with the same frames. */
interface JournalledRequest {
  request: Omit<GenerateRequest, 'audio' | 'video'>;
  edl: Edl;
  encoder: VideoEncoderName;
}

/** A job to do, or to go on with. */
export interface JobInput {
  request: GenerateRequest;
  /** Set when resumed: the plan and the pieces there are already. */
  resumed?: { id: string; edl: Edl; encoder: VideoEncoderName; segments: Segment[] };
}

/**
 * Does the work of a job under a journal entry. Its finished segments stay when the page closes or
 * the work fails after the first of them, for {@link readJob}; all goes when it is done or cancelled
 * (a resumed one only when it is done).
 * @param work gets the segments done before, enters each new one, and goes on with the copy that it gets
 *   back: that reads from storage, so that a long job does not pile up video in memory.
 */
export async function journalled<T>(
  input: JobInput,
  plan: { edl: Edl; encoder: VideoEncoderName },
  warnings: Warning[],
  work: (done: Segment[], onSegment: (segment: Segment) => Promise<Segment>) => Promise<T>,
): Promise<T> {
  const done = input.resumed?.segments ?? [];
  let entered = done.length;
  const id =
    input.resumed?.id ?? (await tolerated(warnings, () => createEntry(input.request, plan)));
  let writing = id !== undefined;
  const enter = async (segment: Segment): Promise<Segment> => {
    if (id === undefined || !writing) return segment;
    const { blob, ...piece } = segment;
    const kept = await tolerated(warnings, async () => {
      const { jobs } = await appStorage();
      return jobs.addSegment(id, piece, blob);
    });
    if (kept === undefined) writing = false;
    else entered++;
    return { ...piece, blob: kept ?? blob };
  };
  try {
    const result = await work(done, enter);
    // The video is made: an entry that cannot be deleted must not spoil that.
    if (id !== undefined) {
      await discardJob(id).catch((error: unknown) => console.warn('A job was left:', error));
    }
    return result;
  } catch (error) {
    // Who cancels a resumed job stops going on with it; what it had before must not be lost by that.
    const unwanted = isAbort(error) && input.resumed === undefined;
    if (id !== undefined && (unwanted || entered === 0)) await discardJob(id);
    throw error;
  }
}

async function createEntry(
  { audio, video, ...request }: GenerateRequest,
  plan: { edl: Edl; encoder: VideoEncoderName },
): Promise<string> {
  const { jobs } = await appStorage();
  const remembered: JournalledRequest = { request, ...plan };
  const info = {
    mode: request.mode,
    avatarId: request.avatarId ?? null,
    audioName: audioName(audio),
    framesTotal: plan.edl.totalFrames,
    request: remembered,
  };
  return (await jobs.create(info, { audio, ...(video && { video }) })).id;
}

/** Without room for the journal, or any storage, a job can still be done, only not resumed. */
async function tolerated<T>(warnings: Warning[], write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const message = `This job cannot be resumed if the page closes before its end: ${error.message}`;
    warnings.push({ code: 'not-resumable', message });
    return undefined;
  }
}

/** Unfinished jobs, oldest first. */
export async function listJobs(): Promise<JobSummary[]> {
  const { jobs } = await appStorage();
  return (await jobs.list()).map(summary);
}

/** @throws AppError `bad-option` when there is no such job. */
export async function readJob(id: string): Promise<JobInput> {
  const { jobs } = await appStorage();
  const [job, audio, video] = await Promise.all([
    jobs.get(id),
    jobs.input(id, 'audio'),
    jobs.input(id, 'video'),
  ]);
  if (job === undefined || audio === undefined) {
    const known = (await jobs.list()).map((other) => other.id).join(', ') || 'none';
    throw new AppError('bad-option', `There is no unfinished job "${id}"; there are: ${known}.`, {
      hint: 'List the unfinished jobs and choose one of them.',
      stage: 'options',
    });
  }
  const { request, edl, encoder } = job.request as JournalledRequest;
  const segments = (await jobs.segments(id)).map(({ video, ...rest }) => ({
    ...rest,
    blob: video,
  }));
  return {
    request: { ...request, audio, ...(video && { video }) },
    resumed: { id, edl, encoder, segments },
  };
}

/** Forgets an unfinished job with all its files; an unknown id is no error. */
export async function discardJob(id: string): Promise<void> {
  await (await appStorage()).jobs.discard(id);
}

/** What a job's sound is called: the file's name, or that it is a recording. */
export function audioName(audio: Blob): string {
  return audio instanceof File ? audio.name : 'recording';
}

function summary({ id, created, mode, avatarId, audioName, framesDone, framesTotal }: StoredJob) {
  return { id, created, mode: mode as Mode, avatarId, audioName, framesDone, framesTotal };
}
