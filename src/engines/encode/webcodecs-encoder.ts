import {
  BufferTarget,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';
import { FPS } from '../../core/time/units';
import { abortError, AppError } from '../../workers/protocol/errors';
import { ENCODER_STAGE } from '../../workers/protocol/media';
import { isKeyFrame, LEAD_IN_FRAMES, withoutLeadIn } from './lead-in';
import { bitrateFor, type SegmentEncoder } from './segment-encoder';

/** Size asked about when support is probed. */
const PROBE_SIZE = 512;

/** Whether the browser encodes H.264, in hardware if that is asked. Never throws. */
export async function browserEncodes(
  hardwareAcceleration: 'no-preference' | 'prefer-hardware',
): Promise<boolean> {
  if (typeof VideoEncoder === 'undefined' || typeof VideoFrame === 'undefined') return false;
  try {
    const size = { width: PROBE_SIZE, height: PROBE_SIZE };
    return await canEncodeVideo('avc', { ...size, hardwareAcceleration });
  } catch {
    // iOS throws from isConfigSupported instead of answering.
    return false;
  }
}

export const webcodecsEncoder: SegmentEncoder = {
  name: 'webcodecs',

  supported: () => browserEncodes('no-preference'),

  async encodeSegment(frames, { width, height, bitrateScale = 1, signal }) {
    const target = new BufferTarget();
    const bitrate = Math.round(bitrateScale * bitrateFor(width, height));
    const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
    const source = new VideoSampleSource({
      codec: 'avc',
      quality: new Quality({ bitrate, bitrateMode: 'variable' }),
      latencyMode: 'quality',
    });
    output.addVideoTrack(source, { frameRate: FPS });
    await output.start();
    let count = 0;
    const add = async (frame: VideoFrame, at: number) => {
      using sample = new VideoSample(frame, { timestamp: at / FPS, duration: 1 / FPS });
      if (signal?.aborted) throw abortError();
      // Resolves when the encoder has room: this is the back-pressure of the whole render loop.
      await encoding(source.add(sample, { keyFrame: isKeyFrame(at) }));
    };
    try {
      for await (const frame of frames) {
        if (count === 0) await leadIn(frame, add);
        await add(frame, LEAD_IN_FRAMES + count);
        count += 1;
      }
      await encoding(output.finalize());
    } catch (error) {
      await output.cancel();
      throw error;
    }
    if (!target.buffer || count === 0) {
      throw new AppError('internal', 'The video encoder was given no frames.', {
        hint: 'Try again, or choose the ffmpeg encoder.',
      });
    }
    return {
      blob: new Blob([await encoding(withoutLeadIn(target.buffer))], { type: 'video/mp4' }),
      frames: count,
    };
  },
};

/** Adds the first picture as often as the lead-in takes, and leaves it open. */
async function leadIn(
  frame: VideoFrame,
  add: (frame: VideoFrame, at: number) => Promise<void>,
): Promise<void> {
  try {
    for (let at = 0; at < LEAD_IN_FRAMES; at++) await add(frame.clone(), at);
  } catch (error) {
    frame.close();
    throw error;
  }
}

/** Tells failures of the encoder itself (a GPU process that died, no hardware left) from those of the frames. */
async function encoding<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('internal', `The browser's video encoder stopped: ${text}`, {
      hint: 'Choose the ffmpeg encoder.',
      stage: ENCODER_STAGE,
      cause,
    });
  }
}
