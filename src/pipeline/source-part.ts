/**
 * Which part of the user's own video is looked at. It follows from the video, the preset, the length of the speech and the
 * user's range alone, not from what was converted or found before: a job takes the same part whether or not the page has looked.
 */
import type { FrameRange } from '../core/clips/frame-at';
import { likelyParts, longestRun, samplesWithin, type Sample } from '../core/clips/source-stretch';
import { FPS, framesOfSeconds } from '../core/time/units';
import { contentKey } from '../platform/storage/content-key';
import type { WorkerThread } from '../platform/worker-thread';
import { PICTURE_FRAMES, type MediaWorkerApi, type PreparedVideo } from '../workers/protocol/media';
import { surveyPeople } from './count-people';
import { badRange, type LookedAt } from './custom-video-faults';
import type { GenerateOptions } from './options';
import { discardPrepared, mediaKey, prepareVideo } from './prepared-video';
import { QUALITY } from './quality';
import { lengthOfConversion, surveyUnconverted } from './source-survey';
import type { StageWatch } from './stage-watch';

/** At least this much of a video is looked at, seconds: enough pictures of a mouth, and choice of turns. */
const LOOKED_AT_LEAST = 20;

/** How finely a long video is surveyed. Frames: of all of it; of a part of it. */
interface Fineness {
  all: number;
  part: number;
}

/** A frame takes about 0.1 s where the browser decodes the video, and four times as long where ffmpeg does. */
const READ: Fineness = { all: 48, part: 20 };
const CONVERTED: Fineness = { all: 24, part: 12 };

/** Parts of which one is chosen by a closer look. */
const CANDIDATES = 3;

/** With a run of this share of the part no other one is looked at. */
const GOOD_RUN = 0.7;

/** A video that is open, and the part of it to look at. */
export interface SourcePart {
  prepared: PreparedVideo;
  /** Names the prepared video's content, for the caches. */
  key: string;
  /** Frames of the prepared video. */
  looked: FrameRange;
  /** Length of the whole media, seconds. */
  duration: number;
}

interface PartRequest extends Pick<GenerateOptions, 'quality' | 'sourceRange'> {
  /** Of the speech, seconds; 0 where it is not known yet. */
  speech: number;
  /** All of a video that need not be converted. */
  allThatIsRead?: boolean;
}

/**
 * Opens a video and chooses the part of it to look at; of one that must be converted, that part alone is.
 * @returns `prepared` is to be handed back by {@link discardPrepared}.
 * @throws AppError `bad-option` for a range outside of the video, `unsupported-media`, `corrupt-media`.
 */
export async function openSourcePart(
  thread: WorkerThread<MediaWorkerApi>,
  media: Blob,
  { quality, sourceRange, speech, allThatIsRead = false }: PartRequest,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<SourcePart> {
  const { maxSide } = QUALITY[quality];
  const useful = usefulSeconds(quality, speech);
  const asked = sourceRange && {
    start: sourceRange.start,
    seconds: Math.min(QUALITY[quality].sourceSeconds, sourceRange.end - sourceRange.start),
  };
  const unconverted = await lengthOfConversion(thread, media, signal);
  const part =
    asked ??
    (unconverted &&
      (await partToConvert(thread, media, unconverted.seconds, useful, watch, signal)));
  const prepared = await watch.stage('video', 'seconds', (report) =>
    prepareVideo(
      thread,
      media,
      { maxSide, ...(part && { part }) },
      (seconds) => report(Math.min(seconds, part?.seconds ?? seconds), part?.seconds ?? 0),
      signal,
    ),
  );
  try {
    const key = await mediaKey(media, prepared);
    const { info, still, begins } = prepared;
    const duration = unconverted?.seconds ?? begins + info.duration;
    if (still) return { prepared, key, looked: { first: 0, end: PICTURE_FRAMES }, duration };
    if (part) {
      const looked = within(prepared, part);
      if (looked.first < looked.end) return { prepared, key, looked, duration };
      throw badRange(
        sourceRange ?? { start: part.start, end: part.start + part.seconds },
        duration,
      );
    }
    if (allThatIsRead) return { prepared, key, looked: { first: 0, end: info.frames }, duration };
    const survey: Survey = (frames, report) => surveyPeople(prepared, key, frames, signal, report);
    const looked = await bestPart(info.frames, framesOfSeconds(useful), READ, survey, watch);
    return { prepared, key, looked, duration };
  } catch (error) {
    await discardPrepared(prepared);
    throw error;
  }
}

function usefulSeconds(quality: PartRequest['quality'], speech: number): number {
  return Math.min(QUALITY[quality].sourceSeconds, Math.max(LOOKED_AT_LEAST, speech));
}

/** @param seconds that the media is long; null: nobody knows. */
async function partToConvert(
  thread: WorkerThread<MediaWorkerApi>,
  media: Blob,
  seconds: number | null,
  useful: number,
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<{ start: number; seconds: number }> {
  if (seconds === null || seconds <= useful) return { start: 0, seconds: useful };
  const content = await contentKey(media);
  const survey: Survey = (frames, report) =>
    surveyUnconverted(thread, { media, content }, frames, report, signal);
  const frames = Math.floor(seconds * FPS);
  const { first } = await bestPart(frames, framesOfSeconds(useful), CONVERTED, survey, watch);
  return { start: first / FPS, seconds: useful };
}

/** Frames of a prepared video that show a part of its media. */
function within(
  { info, begins }: PreparedVideo,
  { start, seconds }: { start: number; seconds: number },
): FrameRange {
  const first = framesOfSeconds(Math.max(0, start - begins));
  return { first, end: Math.min(info.frames, framesOfSeconds(start - begins + seconds)) };
}

/** Seconds of the media that were looked at, if that was not all of it. */
export function partLookedAt({ prepared, looked, duration }: SourcePart): LookedAt | undefined {
  const start = prepared.begins + looked.first / FPS;
  const end = prepared.begins + looked.end / FPS;
  // A second is what lengths in headers are off by.
  if (prepared.still || end - start > duration - 1) return undefined;
  return { start, end, duration };
}

/** Looks at every `step`-th of frames [from, to). */
type Survey = (
  frames: { from: number; to: number; step: number },
  report: (done: number) => void,
) => Promise<readonly Sample[]>;

/**
 * As much as can be of use: of a longer video, the part in which a face can be shown longest without a cut, as far as frames
 * here and there tell.
 */
async function bestPart(
  total: number,
  length: number,
  { all, part: inPart }: Fineness,
  survey: Survey,
  watch: StageWatch,
): Promise<FrameRange> {
  if (total <= length) return { first: 0, end: total };
  return watch.stage('survey', 'frames', async (report) => {
    const step = Math.ceil(total / all);
    const closer = Math.max(FPS, Math.ceil(length / inPart));
    const most = all + CANDIDATES * inPart;
    const samples = await survey({ from: 0, to: total, step }, (done) => report(done, most));
    const parts = likelyParts(samples, { step, length, total, most: CANDIDATES });
    let best = { part: { first: 0, end: length }, run: -1 };
    for (const [i, part] of parts.entries()) {
      const seen =
        closer < step
          ? await survey({ from: part.first, to: part.end, step: closer }, (done) =>
              report(all + i * inPart + done, most),
            )
          : samplesWithin(samples, step, part);
      const run = longestRun(seen) * Math.min(closer, step);
      if (run > best.run) best = { part, run };
      if (run >= GOOD_RUN * length) break;
    }
    return best.part;
  });
}
