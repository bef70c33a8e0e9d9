import {
  ADTS,
  BlobSource,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import { AppError } from '../../workers/protocol/errors';

/** Every container that mediabunny reads except HLS, whose playlists could name other servers. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, WAVE, MP3, FLAC, OGG, ADTS, MPEG_TS];

/** Bytes looked at to tell text from media. */
const SNIFFED_BYTES = 512;

const MEDIA_HINT =
  'Use a file such as WAV, MP3, M4A, OGG, FLAC or WebM, or a video such as MP4, MOV, AVI or MKV.';

export type MediaInput = Input<BlobSource>;

/** A demuxer on the blob; null when the container is none of those known here. */
export async function openMediaInput(media: Blob): Promise<MediaInput | null> {
  const input = new Input({ source: new BlobSource(media), formats: FORMATS });
  try {
    if (await input.canRead()) return input;
  } catch (error) {
    console.warn('The demuxer failed on this file:', error);
  }
  input.dispose();
  return null;
}

/**
 * Whether it is worth loading ffmpeg (32 MB) for a file of unknown format: not for text, and not
 * for what calls itself a picture or a document.
 */
export async function mayBeMedia(media: Blob): Promise<boolean> {
  const [kind = ''] = media.type.split('/');
  if (['image', 'text', 'font'].includes(kind) || /pdf|json|zip|xml/.test(media.type)) return false;
  const head = new Uint8Array(await media.slice(0, SNIFFED_BYTES).arrayBuffer());
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte > 126);
}

/** @param media what could not be read, whose type may tell what it was meant to be. */
export function unsupportedMedia(media?: Blob, cause?: unknown): AppError {
  if (media?.type.startsWith('image/') === true) {
    const message = 'This file is not a picture that can be read.';
    return new AppError('unsupported-media', message, { hint: PICTURE_HINT, cause });
  }
  return new AppError('unsupported-media', 'This file is not audio or video that can be read.', {
    hint: MEDIA_HINT,
    cause,
  });
}

/** Those that every browser decodes. */
const PICTURE_HINT = 'Save the picture as PNG, JPEG or WebP, or take a screenshot of it.';

/** @param kind such as "HEIC". */
export function undecodablePicture(kind: string, cause?: unknown): AppError {
  const message = `This ${kind} picture cannot be decoded by this browser.`;
  return new AppError('unsupported-media', message, { hint: PICTURE_HINT, cause });
}

export function noPicture(): AppError {
  return new AppError('unsupported-media', 'This file has sound but no picture.', {
    hint: 'Choose a video (MP4, MOV, WebM, AVI, MKV) or a picture (PNG, JPEG, WebP) of a person.',
  });
}

export function corruptMedia(cause?: unknown): AppError {
  return new AppError(
    'corrupt-media',
    'This media file is damaged: nothing of it can be decoded.',
    {
      hint: 'Try to play it in another program, and export or record it again.',
      cause,
    },
  );
}

export function noAudio(): AppError {
  return new AppError('no-audio', 'This file has no sound.', {
    hint: 'Choose an audio file, or a video that has a sound track.',
  });
}

export function emptyAudio(): AppError {
  return new AppError(
    'empty-audio',
    'This file holds no audio: it is not as long as one frame of video.',
    {
      hint: 'Choose a file with at least a moment of sound, or record it again.',
    },
  );
}
