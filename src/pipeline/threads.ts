/** The threads of the app, each started when first used; the pipeline is their only caller. */
import { WorkerThread } from '../platform/worker-thread';
import type { AlignmentWorkerApi } from '../workers/protocol/alignment';
import type { AudioFeaturesWorkerApi } from '../workers/protocol/audio-features';
import type { LandmarksWorkerApi } from '../workers/protocol/landmarks';
import type { LipsyncWorkerApi } from '../workers/protocol/lipsync';
import type { MediaWorkerApi } from '../workers/protocol/media';
import type { ModelCheckWorkerApi } from '../workers/protocol/model-check';
import type { MouthCurvesWorkerApi } from '../workers/protocol/mouth-curves';
import type { RecognitionWorkerApi } from '../workers/protocol/recognition';
import type { VadWorkerApi } from '../workers/protocol/vad';

/** Milliseconds after which the seldom used video thread is ended. */
const VIDEO_IDLE = 30_000;

const mediaWorker = () =>
  new Worker(new URL('../workers/media.worker.ts', import.meta.url), {
    type: 'module',
    name: 'media',
  });

/** Milliseconds after which the threads that only model packs need are ended; between segments they wait. */
const PACK_IDLE = 120_000;

/** Milliseconds after which the thread that tried out a model is ended: its runtime gives no memory back. */
const CHECK_IDLE = 1000;

/** Milliseconds after which the threads that recognise words and time them are ended. */
const WORDS_IDLE = 1000;

/** More lip-sync threads than this would wait for the encoder. */
export const MOST_LIPSYNC_THREADS = 4;

/** More curve threads than this would wait for the sound; each has the networks (16 MB; 24 at the quality "best") and a runtime of its own. */
const MOST_CURVE_THREADS = 2;

/** More landmark threads than this would wait for the decoder; each takes about 100 MB. */
const MOST_LANDMARK_THREADS = 4;

/** Milliseconds after which the landmark threads, used before the rendering only, are ended. */
const LANDMARKS_IDLE = 10_000;

const landmarksThread = () =>
  new WorkerThread<LandmarksWorkerApi>(
    'face landmark',
    () =>
      new Worker(new URL('../workers/landmarks.worker.ts', import.meta.url), {
        type: 'module',
        name: 'landmarks',
      }),
    { idleAfter: LANDMARKS_IDLE },
  );

const lipsyncThread = () =>
  new WorkerThread<LipsyncWorkerApi>(
    'lip-sync',
    () =>
      new Worker(new URL('../workers/lipsync.worker.ts', import.meta.url), {
        type: 'module',
        name: 'lipsync',
      }),
  );

const curvesThread = () =>
  new WorkerThread<MouthCurvesWorkerApi>(
    'mouth curve',
    () =>
      new Worker(new URL('../workers/mouth-curves.worker.ts', import.meta.url), {
        type: 'module',
        name: 'mouth-curves',
      }),
  );

export const threads = {
  /** Reads audio; apart from the renderer, so that the next file can be looked at during a job. */
  audio: new WorkerThread<MediaWorkerApi>('audio', mediaWorker),
  /** Decodes clips, encodes and joins segments. */
  render: new WorkerThread<MediaWorkerApi>('render', mediaWorker),
  /** Reads videos for face detection; apart from the renderer, so that a cancel cannot end a job. */
  video: new WorkerThread<MediaWorkerApi>('video', mediaWorker, { idleAfter: VIDEO_IDLE }),
  vad: new WorkerThread<VadWorkerApi>(
    'speech detection',
    () =>
      new Worker(new URL('../workers/vad.worker.ts', import.meta.url), {
        type: 'module',
        name: 'vad',
      }),
  ),
  /** Each reads the mouth curves of other blocks of a file. */
  curves: Array.from({ length: MOST_CURVE_THREADS }, () => curvesThread()),
  /** Times the phones of words, given or recognised; its search takes hundreds of MB, which only its end gives back. */
  alignment: new WorkerThread<AlignmentWorkerApi>(
    'word timing',
    () =>
      new Worker(new URL('../workers/alignment.worker.ts', import.meta.url), {
        type: 'module',
        name: 'alignment',
      }),
    { idleAfter: WORDS_IDLE },
  ),
  /** Writes down what is said; its networks are not kept in memory for the rendering. */
  recognition: new WorkerThread<RecognitionWorkerApi>(
    'speech recognition',
    () =>
      new Worker(new URL('../workers/recognition.worker.ts', import.meta.url), {
        type: 'module',
        name: 'recognition',
      }),
    { idleAfter: WORDS_IDLE },
  ),
  /** Reads the sound once more for model packs, which hear it along with the rendering. */
  sound: new WorkerThread<MediaWorkerApi>('sound', mediaWorker, { idleAfter: PACK_IDLE }),
  /** Makes what model packs hear. */
  features: new WorkerThread<AudioFeaturesWorkerApi>(
    'audio feature',
    () =>
      new Worker(new URL('../workers/audio-features.worker.ts', import.meta.url), {
        type: 'module',
        name: 'audio-features',
      }),
    { idleAfter: PACK_IDLE },
  ),
  /** Tries out a model pack before it is stored. */
  modelCheck: new WorkerThread<ModelCheckWorkerApi>(
    'model check',
    () =>
      new Worker(new URL('../workers/model-check.worker.ts', import.meta.url), {
        type: 'module',
        name: 'model-check',
      }),
    { idleAfter: CHECK_IDLE },
  ),
  /** One for each batch of frames that is drawn at the same time. */
  lipsync: Array.from({ length: MOST_LIPSYNC_THREADS }, () => lipsyncThread()),
  /** Each follows faces through a part of a video. */
  landmarks: Array.from({ length: MOST_LANDMARK_THREADS }, () => landmarksThread()),
};
