import type { MuxRequest, MuxResult } from '../../workers/protocol/media';
import { openAudioSource } from '../decode/open-audio';
import { encodeAudio } from './audio-encoder';
import { muxVideo } from './mux';

/** Share of the work that encoding the sound makes up, for the progress bar. */
const AUDIO_SHARE = 0.8;

/** Encodes the sound and joins it with the segments to the finished MP4. */
export async function makeResult(
  { segments, audio, totalFrames, title }: MuxRequest,
  {
    signal,
    onProgress,
  }: {
    signal?: AbortSignal | undefined;
    onProgress?: ((share: number) => void) | undefined;
  },
): Promise<MuxResult> {
  const source = await openAudioSource(audio, signal);
  const duration = source.estimatedDuration;
  try {
    const encoded = await encodeAudio(source, {
      signal,
      onProgress(seconds) {
        if (duration) onProgress?.(AUDIO_SHARE * Math.min(1, seconds / duration));
      },
    });
    try {
      return await muxVideo(
        { segments, audio: encoded, totalFrames, title },
        {
          signal,
          onProgress: (share) => onProgress?.(AUDIO_SHARE + (1 - AUDIO_SHARE) * share),
        },
      );
    } finally {
      await encoded.discard();
    }
  } finally {
    await source.close();
  }
}
