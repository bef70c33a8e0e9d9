import type { EncodedSound } from '../workers/protocol/media';
import { threads } from './threads';

/**
 * Encodes a job's sound on the audio thread while `work` renders the pictures, and hands it over
 * when they are done; if they fail, the sound is thrown away.
 */
export async function withSoundTrack<T>(
  audio: Blob,
  work: (sound: Promise<EncodedSound>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const sound = threads.audio.call((media) => media.encodeSound(audio, signal), signal);
  // Its failure is told when the pictures are done and the sound is asked for.
  sound.catch(() => undefined);
  try {
    return await work(sound);
  } catch (error) {
    void sound.then(discard, () => undefined);
    throw error;
  }
}

async function discard({ temporaryFile }: EncodedSound): Promise<void> {
  if (temporaryFile === null) return;
  await threads.audio.call((media) => media.discardTemporary(temporaryFile));
}
