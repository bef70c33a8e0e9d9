import type { Edl } from '../core/clips/edl';
import { loadedAvatar } from './loaded-avatar';
import { toAppError } from '../workers/protocol/errors';
import type { Run } from '../workers/protocol/progress';
import { hearAudio } from './analyse-audio';
import { AudioSchema, SpeechOptionsSchema, parseOptions } from './options';
import { planEdl, timelineOf } from './plan-video';
import { StageWatch } from './stage-watch';
import type { SpeechOptions, SpeechTimeline } from './types';

/**
 * Where a file speaks. The scores are computed once a file: other thresholds answer at once.
 * @throws AppError bad-option, unsupported-media, corrupt-media, no-audio, empty-audio.
 */
export async function detectSpeech(
  audio: Blob,
  options: SpeechOptions = {},
  { signal, onProgress }: Run = {},
): Promise<SpeechTimeline> {
  parseOptions(AudioSchema, { audio }, 'detectSpeech');
  const settings = parseOptions(SpeechOptionsSchema, options, 'detectSpeech');
  const watch = new StageWatch(onProgress);
  try {
    const heard = await watch.stage('speech', 'seconds', (report) =>
      hearAudio(audio, {
        vadEngine: settings.vadEngine,
        curves: null,
        signal,
        onProgress: report,
      }),
    );
    return timelineOf(heard, settings);
  } catch (error) {
    throw toAppError(error, 'speech');
  }
}

/** The edit decision list that {@link generate} would use for the same audio, avatar and options. */
export async function planClips(
  audio: Blob,
  { avatarId, ...options }: { avatarId: string } & SpeechOptions,
  run: Run = {},
): Promise<Edl> {
  const timeline = await detectSpeech(audio, options, run);
  try {
    return (await planEdl(timeline, await loadedAvatar(avatarId, run.signal))).edl;
  } catch (error) {
    throw toAppError(error, 'plan');
  }
}
