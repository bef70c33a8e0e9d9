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
    chooseSpeech(studio, await recording.stop());
  } catch (error) {
    studio.notices.report(error, 'recording');
  }
}
