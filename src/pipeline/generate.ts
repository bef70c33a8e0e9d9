/**
 * The main job, top to bottom: speech in, talking video out.
 *
 *   audio → speech scores and mouth curves → timeline → edit decision list
 *   → for every output frame its clip frame, with the mouth drawn in where there is speech
 *   → segments of H.264 → one MP4 with the audio → verified → stored
 */
import type { Edl } from '../core/clips/edl';
import { FPS } from '../core/time/units';
import { withJobLock } from '../platform/job-lock';
import { AppError, isAbort, toAppError } from '../workers/protocol/errors';
import { analyseAudio, endSpeechThreads } from './analyse-audio';
import type { AudioAnalysis } from './audio-analysis';
import { supportedEncoders } from './capabilities';
import { finishVideo, storeVideo } from './finish-video';
import { audioName, journalled, readJob, type JobInput } from './job-journal';
import { guideByWords } from './guide-by-words';
import { JobQueue } from './job-queue';
import { checkSource, openSource, type JobSource } from './job-source';
import { discardCancelledFiles, discardLeftFiles } from './left-files';
import { JobMouth } from './job-mouth';
import { checkLipsync } from './lipsync-choice';
import { loadedAvatar } from './loaded-avatar';
import { GenerateRequestSchema, parseOptions, type GenerateOptions } from './options';
import { checkEdl, mouthOf, timelineOf } from './plan-video';
import { QUALITY } from './quality';
import { renderSegments } from './render-segments';
import { SpeechFeatures } from './speech-features';
import { withSoundTrack } from './sound-track';
import { StageWatch } from './stage-watch';
import { threads } from './threads';
import type {
  GenerateRequest,
  GenerateResult,
  GenerateRun,
  SpeechTimeline,
  VideoEncoderName,
  Warning,
} from './types';

/** Jobs run one at a time, in the order they were asked for. */
const queue = new JobQueue();

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
    return await queue.run(
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
  await checkLipsync(options);
  const avatar =
    options.mode === 'custom-video' ? null : await loadedAvatar(options.avatarId, signal);
  const encoder = input.resumed?.encoder ?? (await chooseEncoder(options.encoder));
  await threads.render.call((media) => media.checkEncoder(encoder), signal);
  const { keepsSpeechThreads } = QUALITY[options.quality];
  const mouth = new JobMouth(options, warnings, signal);
  try {
    // While the speech is read, unless memory is dear.
    if (avatar && keepsSpeechThreads) mouth.begin(avatar);
    const heard = await watch.stage('speech', 'seconds', (onProgress) =>
      analyseAudio(options.audio, { ...options.speech, curves: true, signal, onProgress }),
    );
    const audio = await guided(heard, options, watch, warnings, signal);
    warnings.push(...heard.warnings);
    if (!keepsSpeechThreads) await endSpeechThreads();
    const source = await openSource(options, audio.duration, watch, warnings, signal);
    try {
      const ingredients = { options, encoder, audio, source, mouth };
      return await makeVideo(input, ingredients, warnings, watch, run);
    } finally {
      await source.discard();
    }
  } finally {
    mouth.close();
  }
}

/** The analysis with its closures timed by the words, where they are given and asked for. */
async function guided(
  heard: AudioAnalysis,
  { audio, transcript, quality }: GenerateOptions,
  watch: StageWatch,
  warnings: Warning[],
  signal?: AbortSignal,
): Promise<AudioAnalysis> {
  if (transcript === undefined) return heard;
  if (!QUALITY[quality].followsWords) {
    const message = `The quality "${quality}" takes no notice of the given text; "best" does.`;
    warnings.push({ code: 'transcript-unused', message });
    return heard;
  }
  const timed = await watch.stage('speech', 'items', () =>
    guideByWords(audio, heard, transcript, signal),
  );
  warnings.push(...timed.warnings);
  return timed.analysis;
}

/** What the video is made of. */
interface Ingredients {
  options: GenerateOptions;
  /** The one to begin with. */
  encoder: VideoEncoderName;
  audio: AudioAnalysis;
  source: JobSource;
  mouth: JobMouth;
}

async function makeVideo(
  input: JobInput,
  { options, encoder: chosen, audio, source, mouth: jobMouth }: Ingredients,
  warnings: Warning[],
  watch: StageWatch,
  run: GenerateRun,
): Promise<GenerateResult> {
  const { signal } = run;
  const { avatar } = source;
  const { speech, ...planned } = await watch.stage('plan', 'items', async () => {
    const timeline = timelineOf(audio, options.speech);
    return { speech: timeline, ...(await chosenEdl(input, source, audio, timeline)) };
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
  const { duration } = audio;
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
      const mouth = mouthOf(edl, audio, { openness, threshold });
      const wanted = { events: edl.events, totalFrames: frames, openness, ...mouth };
      const mouthPlan = await watch.stage('warm-up', 'items', () => lipsync.plan(wanted, signal));
      const features = choice.heard && new SpeechFeatures(options.audio, choice.heard);
      const plan = {
        edl,
        ...mouth,
        mouthPlan,
        features,
        encoder,
        badge: options.badge,
        quality,
      };
      const { segments, finished } = await withSoundTrack(
        options.audio,
        async (sound) => {
          const segments = await watch.stage('render', 'frames', (report) =>
            renderSegments(plan, done, {
              ...run,
              lipsync,
              report,
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
        quality.soundAlongside,
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
  return { ...kept, ...shape, stats, warnings };
}

/** The list that a resumed job began with, or the user's own, or a planned one. */
async function chosenEdl(
  { request, resumed }: JobInput,
  source: JobSource,
  { duration }: AudioAnalysis,
  speech: SpeechTimeline,
): Promise<{ edl: Edl; warnings: Warning[] }> {
  const given = resumed?.edl ?? request.edl;
  if (given === undefined) return source.plan(speech);
  return { edl: checkEdl(given, source.avatar, duration), warnings: [] };
}

/** @throws AppError `bad-option` when this browser does not have the encoder asked for. */
async function chooseEncoder(wanted: GenerateOptions['encoder']): Promise<VideoEncoderName> {
  const supported = await supportedEncoders();
  const choice = wanted === 'auto' ? supported[0] : supported.find((name) => name === wanted);
  if (choice !== undefined) return choice;
  throw new AppError(
    'bad-option',
    `The option "encoder" is "${wanted}"; this browser offers ${supported.join(', ')}.`,
    { hint: 'Leave the encoder on automatic.', stage: 'options' },
  );
}
