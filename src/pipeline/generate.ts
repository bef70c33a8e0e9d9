/**
 * The main job, top to bottom: speech in, talking video out.
 *
 *   audio → speech scores → timeline → edit decision list
 *         ↘ mouth curves, read on while the first frames are made
 *   → for every output frame its clip frame, with the mouth drawn in where there is speech
 *   → segments of H.264 → one MP4 with the audio → verified → stored
 */
import type { Edl } from '../core/clips/edl';
import { FPS } from '../core/time/units';
import { withJobLock } from '../platform/job-lock';
import { isAbort, toAppError, type AppError } from '../workers/protocol/errors';
import { endSpeechThreads } from './analyse-audio';
import type { HeardAudio } from './audio-analysis';
import { checkEncoder, chooseEncoder } from './encoder-choice';
import { finishVideo, storeVideo } from './finish-video';
import { audioName, journalled, readJob, type JobInput } from './job-journal';
import { jobs } from './job-queue';
import { checkSource, jobAvatar, openSource, type JobSource } from './job-source';
import { discardCancelledFiles, discardLeftFiles } from './left-files';
import { JobMouth } from './job-mouth';
import { speechOf, type JobSpeech } from './job-speech';
import { MouthScript } from './mouth-script';
import { plannedMouths } from './planned-mouths';
import { followsCurves } from './lipsync-choice';
import { GenerateRequestSchema, parseOptions, type GenerateOptions } from './options';
import { checkEdl, timelineOf } from './plan-video';
import { QUALITY } from './quality';
import { renderSegments } from './render-segments';
import { SpeechFeatures } from './speech-features';
import { withSoundTrack } from './sound-track';
import { StageWatch } from './stage-watch';
import type {
  GenerateRequest,
  GenerateResult,
  GenerateRun,
  SpeechTimeline,
  VideoEncoderName,
  Warning,
} from './types';

/**
 * Makes the video that a request asks for.
 * @throws AppError as told in the public contract; AbortError when cancelled.
 */
export async function generate(
  request: GenerateRequest,
  run: GenerateRun = {},
): Promise<GenerateResult> {
  // A wrong option is told at once, not when the jobs before this one are done.
  checkSource(parseOptions(GenerateRequestSchema, request, 'generate'));
  const asked = { ...request };
  return enqueue(() => Promise.resolve({ request: asked }), run);
}

/** Goes on with a job that a crash or a closed tab ended, from its last finished segment. */
export function resumeJob(id: string, run: GenerateRun = {}): Promise<GenerateResult> {
  return enqueue(() => readJob(id), run);
}

async function enqueue(input: () => Promise<JobInput>, run: GenerateRun): Promise<GenerateResult> {
  const watch = new StageWatch(run.onProgress);
  try {
    return await jobs.run(
      () => withJobLock(async () => runJob(await input(), watch, run)),
      run.signal,
    );
  } catch (error) {
    if (isAbort(error)) discardCancelledFiles();
    throw toAppError(error, watch.current);
  }
}

async function runJob(
  input: JobInput,
  watch: StageWatch,
  run: GenerateRun,
): Promise<GenerateResult> {
  const options = parseOptions(GenerateRequestSchema, input.request, 'generate');
  discardLeftFiles();
  const { signal } = run;
  const warnings: Warning[] = [];

  // An unknown avatar or model, or an encoder that is not on the device, is told before the audio is read.
  const avatar = await jobAvatar(options, signal);
  const mouthFollows = await followsCurves(avatar, options);
  const encoder = input.resumed?.encoder ?? (await chooseEncoder(options, signal));
  if (input.resumed) await checkEncoder(encoder, signal);
  const { keepsSpeechThreads } = QUALITY[options.quality];
  const mouth = new JobMouth(options, warnings, signal);
  try {
    // While the speech is read, unless memory is dear.
    if (avatar && keepsSpeechThreads) mouth.begin(avatar);
    const audio = await speechOf(options, mouthFollows, warnings, watch, signal);
    warnings.push(...audio.heard.warnings);
    if (!keepsSpeechThreads) await endSpeechThreads();
    const { duration } = audio.heard;
    const source = await openSource(options, duration, watch, warnings, signal);
    try {
      const ingredients = { options, encoder, speech: audio, source, mouth };
      return await makeVideo(input, ingredients, warnings, watch, run);
    } finally {
      await source.discard();
    }
  } finally {
    mouth.close();
  }
}

/** What the video is made of. */
interface Ingredients {
  options: GenerateOptions;
  /** The one to begin with. */
  encoder: VideoEncoderName;
  speech: JobSpeech;
  source: JobSource;
  mouth: JobMouth;
}

async function makeVideo(
  input: JobInput,
  { options, encoder: chosen, speech: { heard, curves }, source, mouth: jobMouth }: Ingredients,
  warnings: Warning[],
  watch: StageWatch,
  run: GenerateRun,
): Promise<GenerateResult> {
  const { signal } = run;
  const { avatar } = source;
  const { speech, ...planned } = await watch.stage('plan', 'items', async () => {
    const timeline = timelineOf(heard, options.speech);
    return { speech: timeline, ...(await chosenEdl(input, source, heard, timeline)) };
  });
  const { edl } = planned;
  warnings.push(...planned.warnings);
  run.onPlan?.({ edl, speech });

  let encoder = chosen;
  const replaceEncoder = (failure: AppError): VideoEncoderName => {
    if (options.encoder !== 'auto' || encoder === 'ffmpeg') throw failure;
    const message = `ffmpeg encodes the rest of the video: ${failure.message}`;
    warnings.push({ code: 'encoder-fallback', message });
    return (encoder = 'ffmpeg');
  };
  const quality = QUALITY[options.quality];
  const { choice, lipsync } = await watch.stage('warm-up', 'items', () => jobMouth.open(avatar));

  const { width, height } = avatar;
  const { duration } = heard;
  const frames = edl.totalFrames;
  const shape = { width, height, fps: FPS, frames, duration, edl, speech };
  const title = audioName(options.audio);
  const { segments, kept } = await journalled(
    input,
    { edl, encoder },
    warnings,
    async (done, onSegment) => {
      const { threshold } = options.speech;
      const { openness } = options;
      const mouth = new MouthScript(edl, heard, curves, { openness, threshold });
      const mouthPlan = await plannedMouths(lipsync, mouth, { edl, openness }, watch, signal);
      const features = choice.heard && new SpeechFeatures(options.audio, choice.heard);
      const { badge } = options;
      const plan = { edl, mouth, mouthPlan, features, encoder, badge, quality };
      const { segments, finished } = await withSoundTrack(
        options.audio,
        quality.soundAlongside,
        async (sound) => {
          const segments = await watch.stage('render', 'frames', (report) =>
            renderSegments(plan, done, {
              ...run,
              lipsync,
              report: (done, total) => {
                report(done, total);
                // Not before somebody has seen the first frame.
                sound.begin();
              },
              onSegment,
              replaceEncoder,
            }).finally(() => features?.close()),
          );
          const finished = await finishVideo(
            { segments, audio: options.audio, totalFrames: frames, encoder, title },
            sound,
            { frames, width, height, audioDuration: duration },
            watch,
            signal,
          );
          return { segments, finished };
        },
        signal,
      );
      const kept = await watch.stage('store', 'items', () =>
        storeVideo(finished, { title, avatarId: avatar.id, ...shape }, warnings, signal),
      );
      return { segments, kept };
    },
  );

  const sum = (count: 'lipsyncedFrames' | 'framesWithoutFace') =>
    segments.reduce((total, segment) => total + segment[count], 0);
  const wallSeconds = watch.wallSeconds;
  const stats = {
    wallSeconds,
    realTimeFactor: wallSeconds / duration,
    stageSeconds: watch.stageSeconds,
    lipsyncedFrames: sum('lipsyncedFrames'),
    framesWithoutFace: sum('framesWithoutFace'),
    backend: await lipsync.backend(),
    encoder,
  };
  const { picture } = source;
  return { ...kept, ...shape, stats, warnings, ...(picture && { picture }) };
}

/** The list that a resumed job began with, or the user's own, or a planned one. */
async function chosenEdl(
  { request, resumed }: JobInput,
  source: JobSource,
  { duration }: HeardAudio,
  speech: SpeechTimeline,
): Promise<{ edl: Edl; warnings: Warning[] }> {
  const given = resumed?.edl ?? request.edl;
  if (given === undefined) return source.plan(speech);
  return { edl: checkEdl(given, source.avatar, duration), warnings: [] };
}
