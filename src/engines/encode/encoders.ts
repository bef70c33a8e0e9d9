import type { EncoderName } from '../../workers/protocol/media';
import { AppError } from '../../workers/protocol/errors';
import { ffmpegEncoder } from './ffmpeg-encoder';
import type { SegmentEncoder } from './segment-encoder';
import { webcodecsEncoder } from './webcodecs-encoder';

/** Fastest first. */
const ENCODERS: readonly SegmentEncoder[] = [webcodecsEncoder, ffmpegEncoder];

/** The encoders that work in this browser, fastest first. */
export async function supportedEncoders(): Promise<EncoderName[]> {
  const answers = await Promise.all(
    ENCODERS.map(async (encoder) => ((await encoder.supported()) ? encoder.name : null)),
  );
  return answers.filter((name) => name !== null);
}

/** @throws AppError `bad-option` for a name of none. */
export function segmentEncoder(name: EncoderName): SegmentEncoder {
  const encoder = ENCODERS.find((candidate) => candidate.name === name);
  if (encoder) return encoder;
  throw new AppError('bad-option', `There is no video encoder "${String(name)}".`, {
    hint: `Choose one of ${ENCODERS.map((candidate) => candidate.name).join(', ')}.`,
  });
}
