import type { EncodedSound, MuxRequest, MuxResult } from '../../workers/protocol/media';
import { openAudioSource } from '../decode/open-audio';
import { discardTemporaryFile } from '../storage/temporary-file';
import { encodeAudio } from './audio-encoder';
import { muxVideo } from './mux';

/** Share of the work that encoding the sound makes up, for the progress bar. */
const SOUND_SHARE = 0.8;

interface ResultRun {
  signal?: AbortSignal | undefined;
  /** 0–1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** Decodes any audio and encodes it anew for the result. */
export async function encodeSound(
  audio: Blob,
  { signal, onProgress }: ResultRun = {},
): Promise<EncodedSound> {
  const source = await openAudioSource(audio, { signal });
  const duration = source.estimatedDuration;
  try {
    return await encodeAudio(source, {
      signal,
      onProgress(seconds) {
        if (duration) onProgress?.(Math.min(1, seconds / duration));
      },
    });
  } finally {
    await source.close();
  }
}

/** Joins the sound, encoded now if it is not yet, with the segments to the finished MP4. */
export async function makeResult(
  { segments, audio, sound, totalFrames, title }: MuxRequest,
  { signal, onProgress }: ResultRun,
): Promise<MuxResult> {
  const encoded =
    sound ??
    (await encodeSound(audio, {
      signal,
      onProgress: (share) => onProgress?.(SOUND_SHARE * share),
    }));
  const done = sound ? 0 : SOUND_SHARE;
  try {
    return await muxVideo(
      { segments, audio: encoded, totalFrames, title },
      { signal, onProgress: (share) => onProgress?.(done + (1 - done) * share) },
    );
  } finally {
    if (encoded.temporaryFile !== null) await discardTemporaryFile(encoded.temporaryFile);
  }
}
