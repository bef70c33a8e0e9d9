import { AppError } from '../../workers/protocol/errors';
import type { AudioSource } from './audio-source';
import { openDecodedAudio } from './audio-source-mediabunny';
import { transcodeToWav } from './audio-source-ffmpeg';
import { firstSeconds } from './first-seconds';
import {
  corruptMedia,
  emptyAudio,
  mayBeMedia,
  noAudio,
  openMediaInput,
  unsupportedMedia,
} from './media-input';

interface OpenAudioOptions {
  signal?: AbortSignal | undefined;
  /** Seconds from the start after which the sound is taken to end; default: all of it. */
  most?: number | undefined;
}

/**
 * Opens the first sound track of any audio or video file: with the browser's decoders where they
 * can, else with ffmpeg.wasm.
 * Throws AppError empty-audio, no-audio, unsupported-media or corrupt-media.
 */
export async function openAudioSource(
  media: Blob,
  options: OpenAudioOptions = {},
): Promise<AudioSource> {
  const source = await openWhole(media, options);
  return options.most === undefined ? source : firstSeconds(source, options.most);
}

async function openWhole(media: Blob, options: OpenAudioOptions): Promise<AudioSource> {
  if (media.size === 0) throw emptyAudio();
  const input = await openMediaInput(media);
  if (!input) {
    if (!(await mayBeMedia(media))) throw unsupportedMedia();
    return openThroughFfmpeg(media, options, false);
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
    return openThroughFfmpeg(media, options, true, error);
  }
  input.dispose();
  return openThroughFfmpeg(media, options, true);
}

/** ffmpeg decodes what is wanted to a WAV in temporary storage, which is then read like any other. */
async function openThroughFfmpeg(
  media: Blob,
  options: OpenAudioOptions,
  knownContainer: boolean,
  cause?: unknown,
): Promise<AudioSource> {
  const transcoded = await transcodeToWav(media, options);
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
