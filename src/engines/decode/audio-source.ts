import type { DecoderName } from '../../workers/protocol/media';

/** Sound as it comes from the decoder, block by block. */
export interface AudioSource {
  /** Hertz of the decoded samples. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly codec: string;
  readonly decoder: DecoderName;
  /** Seconds, from the header; null if unknown. */
  readonly estimatedDuration: number | null;
  /**
   * The sound from its start to its end, once, as planar blocks: one Float32Array per channel, all
   * of one length. A damaged tail ends the sound early; it is not an error.
   */
  blocks(): AsyncGenerator<Float32Array[], void, undefined>;
  close(): Promise<void>;
}
