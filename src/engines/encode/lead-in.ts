import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { FPS } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import { ENCODER_STAGE } from '../../workers/protocol/media';
import { KEY_FRAME_SECONDS } from './segment-encoder';
import { videoInMemory } from './video-in-memory';

/**
 * Frames that an encoder of the browser is given before a segment's own, all its first picture: its rate control begins low, and without
 * them the first four frames of every segment are 2–4 dB softer (OpenH264 in Chromium): a pulse in the skin every 10 s. Six or ten
 * gain no more.
 */
export const LEAD_IN_FRAMES = 3;

/** Whether a frame, counted with the lead-in, is a key frame: the segment's own first one, then one every {@link KEY_FRAME_SECONDS}. */
export const isKeyFrame = (frame: number): boolean =>
  frame === 0 ||
  (frame >= LEAD_IN_FRAMES && (frame - LEAD_IN_FRAMES) % (KEY_FRAME_SECONDS * FPS) === 0);

/**
 * An encoded segment without its lead-in.
 * @param encoded an MP4 at 25 fps with one H.264 track, whose frame {@link LEAD_IN_FRAMES} is a key frame.
 * @throws AppError of the encoder's stage when it is none.
 */
export async function withoutLeadIn(encoded: ArrayBuffer): Promise<ArrayBuffer> {
  using input = new Input({ source: new BufferSource(encoded), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || !decoderConfig) throw unusable('It gave no video.');
  const sink = new EncodedPacketSink(track);
  const first = await sink.getKeyPacket((LEAD_IN_FRAMES + 0.5) / FPS);
  if (!first || frameAt(first.timestamp) !== LEAD_IN_FRAMES) {
    throw unusable('It made no key frame where one was asked for.');
  }
  const own = await videoInMemory(async (video) => {
    for await (const packet of sink.packets(first)) {
      const timestamp = (frameAt(packet.timestamp) - LEAD_IN_FRAMES) / FPS;
      await video.add(packet.clone({ timestamp, duration: 1 / FPS }), { decoderConfig });
    }
  });
  if (!own) throw unusable('It gave no video.');
  return own;
}

const frameAt = (seconds: number): number => Math.round(seconds * FPS);

const unusable = (reason: string): AppError =>
  new AppError('internal', `The browser's video encoder cannot be used: ${reason}`, {
    hint: 'Choose the ffmpeg encoder.',
    stage: ENCODER_STAGE,
  });
