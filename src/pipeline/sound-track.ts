import type { EncodedSound } from '../workers/protocol/media';
import { callForFile } from './left-files';
import { threads } from './threads';

/** The sound of a job, encoded on the audio thread while the pictures are made. */
export interface SoundTrack {
  /** Begins to encode it, once. */
  begin(): void;
  /** What is encoded; undefined where the muxing is to encode it. */
  encoded(): Promise<EncodedSound | undefined>;
}

/**
 * Hands `work` a sound track; if the work fails, the sound is thrown away.
 * @param alongside false where memory is short: the sound is then left to the muxing.
 */
export async function withSoundTrack<T>(
  audio: Blob,
  alongside: boolean,
  work: (sound: SoundTrack) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let encoding: Promise<EncodedSound> | undefined;
  const begun = (): Promise<EncodedSound> => {
    encoding ??= callForFile(threads.audio, (media) => media.encodeSound(audio, signal), signal);
    // Its failure is told when the pictures are done and the sound is asked for.
    encoding.catch(() => undefined);
    return encoding;
  };
  const sound: SoundTrack = {
    begin: () => void (alongside && begun()),
    encoded: () => (alongside ? begun() : Promise.resolve(undefined)),
  };
  try {
    return await work(sound);
  } catch (error) {
    void encoding?.then(discard, () => undefined);
    throw error;
  }
}

async function discard({ temporaryFile }: EncodedSound): Promise<void> {
  if (temporaryFile === null) return;
  await threads.audio.call((media) => media.discardTemporary(temporaryFile));
}
