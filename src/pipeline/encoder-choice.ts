import { AppError, isAbort } from '../workers/protocol/errors';
import { encodesInHardware, supportedEncoders } from './capabilities';
import type { GenerateOptions } from './options';
import { QUALITY } from './quality';
import { threads } from './threads';
import type { VideoEncoderName } from './types';

/**
 * The encoder asked for; on automatic the browser's own, save where that works in software and the quality asks for
 * more than such encoders keep (docs/media.md).
 * @throws AppError `bad-option` when this browser does not have it, `offline-missing` when its files are not to be had.
 */
export async function chooseEncoder(
  { encoder: wanted, quality }: Pick<GenerateOptions, 'encoder' | 'quality'>,
  signal?: AbortSignal,
): Promise<VideoEncoderName> {
  const supported = await supportedEncoders();
  if (wanted === 'auto' && QUALITY[quality].keepsTexture && (await x264IsBetter(supported, signal)))
    return 'ffmpeg';
  const choice = wanted === 'auto' ? supported[0] : supported.find((name) => name === wanted);
  if (choice === undefined) {
    throw new AppError(
      'bad-option',
      `The option "encoder" is "${wanted}"; this browser offers ${supported.join(', ')}.`,
      { hint: 'Leave the encoder on automatic.', stage: 'options' },
    );
  }
  await checkEncoder(choice, signal);
  return choice;
}

/** @throws AppError `offline-missing` when the encoder's files are neither here nor to be had. */
export const checkEncoder = (encoder: VideoEncoderName, signal?: AbortSignal): Promise<void> =>
  threads.render.call((media) => media.checkEncoder(encoder), signal);

/** Whether there is ffmpeg, its files included, and only software beside it. */
async function x264IsBetter(
  supported: readonly VideoEncoderName[],
  signal?: AbortSignal,
): Promise<boolean> {
  if (!supported.includes('ffmpeg') || (await encodesInHardware())) return false;
  try {
    await checkEncoder('ffmpeg', signal);
    return true;
  } catch (error) {
    // Offline without it: the browser's encoder is there.
    if (isAbort(error)) throw error;
    return false;
  }
}
