import { startRecording, type Recording } from '../../platform/microphone';
import type { Studio } from '../state/studio.svelte';
import { chooseSpeech } from './choose-speech';

/** Opens the microphone; null when that was refused, which the page then tells. */
export async function recordSpeech(studio: Studio): Promise<Recording | null> {
  studio.notices.dismissError();
  try {
    return await startRecording();
  } catch (error) {
    studio.notices.report(error, 'recording');
    return null;
  }
}

/** Ends the recording and takes it as the speech. */
export async function finishRecording(studio: Studio, recording: Recording): Promise<void> {
  try {
    const file = await recording.stop();
    // A job that was started meanwhile has its own speech; the recording must not be lost over it.
    if (studio.job.running) await studio.voice.choose(file, file.name);
    else await chooseSpeech(studio, file);
  } catch (error) {
    studio.notices.report(error, 'recording');
  }
}
