import type { EncodedSound } from '../workers/protocol/media';
import { callForFile } from './left-files';
import { threads } from './threads';

/**
 * Encodes a job's sound on the audio thread while `work` renders the pictures, and hands it over
 * when they are done; if they fail, the sound is thrown away.
 * @param alongside false where memory is short: the sound is then left to the muxing.
 */
export async function withSoundTrack<T>(
  audio: Blob,
  work: (sound: Promise<EncodedSound | undefined>) => Promise<T>,
  alongside: boolean,
  signal?: AbortSignal,
): Promise<T> {
  if (!alongside) return work(Promise.resolve(undefined));
  const sound = callForFile(threads.audio, (media) => media.encodeSound(audio, signal), signal);
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
