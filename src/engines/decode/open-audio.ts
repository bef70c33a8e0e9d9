import { AppError } from '../../workers/protocol/errors';
import type { AudioSource } from './audio-source';
import { openDecodedAudio } from './audio-source-mediabunny';
import { transcodeToWav } from './audio-source-ffmpeg';
import {
  corruptMedia,
  emptyAudio,
  mayBeMedia,
  noAudio,
  openMediaInput,
  unsupportedMedia,
} from './media-input';

/**
 * Opens the first sound track of any audio or video file: with the browser's decoders where they
 * can, else with ffmpeg.wasm.
 * Throws AppError empty-audio, no-audio, unsupported-media or corrupt-media.
 */
export async function openAudioSource(media: Blob, signal?: AbortSignal): Promise<AudioSource> {
  if (media.size === 0) throw emptyAudio();
  const input = await openMediaInput(media);
  if (!input) {
    if (!(await mayBeMedia(media))) throw unsupportedMedia();
    return openThroughFfmpeg(media, signal, false);
  }
  try {
    const track = await input.getPrimaryAudioTrack();
    if (!track) {
      if ((await input.getTracks()).length === 0) throw corruptMedia();
      throw noAudio();
    }
    if (await track.canDecode()) return await openDecodedAudio(input, track, media);
  } catch (error) {
    input.dispose();
    if (error instanceof AppError) throw error;
    // A demuxer or decoder that gives up on the first packet: ffmpeg may be more lenient.
    return openThroughFfmpeg(media, signal, true, error);
  }
  input.dispose();
  return openThroughFfmpeg(media, signal, true);
}

/** ffmpeg decodes the whole file to a WAV in temporary storage, which is then read like any other. */
async function openThroughFfmpeg(
  media: Blob,
  signal: AbortSignal | undefined,
  knownContainer: boolean,
  cause?: unknown,
): Promise<AudioSource> {
  const transcoded = await transcodeToWav(media, signal);
  if (transcoded === 'no-audio') throw noAudio();
  if (transcoded === 'unreadable') {
    throw knownContainer ? corruptMedia(cause) : unsupportedMedia(undefined, cause);
  }
  const input = await openMediaInput(transcoded.wav);
  const track = await input?.getPrimaryAudioTrack();
  if (!input || !track) throw corruptMedia();
  const source = await openDecodedAudio(input, track, transcoded.wav);
  return {
    sampleRate: source.sampleRate,
    channels: source.channels,
    codec: transcoded.codec,
    decoder: 'ffmpeg',
    estimatedDuration: source.estimatedDuration,
    blocks: () => source.blocks(),
    async close() {
      await source.close();
      await transcoded.discard();
    },
  };
}
