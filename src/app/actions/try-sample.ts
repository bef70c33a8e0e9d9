import { AppError } from '../../workers/protocol/errors';
import type { Studio } from '../state/studio.svelte';
import { chooseSpeech } from './choose-speech';

const SAMPLE = 'samples/sample.wav';

/** Chooses the shipped sample voice. */
export async function trySample(studio: Studio): Promise<void> {
  try {
    const response = await fetch(new URL(SAMPLE, document.baseURI));
    if (!response.ok) throw new Error(`${SAMPLE}: ${response.status} ${response.statusText}`);
    const file = new File([await response.blob()], 'sample.wav', { type: 'audio/wav' });
    await chooseSpeech(studio, file);
  } catch (cause) {
    const error = new AppError('offline-missing', 'The sample voice could not be loaded.', {
      hint: 'Connect to the network once and reload, or drop in speech of your own.',
      stage: 'sample',
      cause,
    });
    studio.notices.report(error, 'sample');
  }
}
