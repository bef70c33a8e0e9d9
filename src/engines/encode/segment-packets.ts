import {
  BlobSource,
  EncodedPacketSink,
  Input,
  MP4,
  type EncodedPacket,
  type EncodedVideoPacketSource,
} from 'mediabunny';
import { parameterSetsInBand } from '../../core/mp4/avc';
import { FPS } from '../../core/time/units';
import { abortError, AppError } from '../../workers/protocol/errors';
import type { EncodedSegment } from './segment-encoder';

/** Reads the packets of consecutive segments as one stream whose frame i shows at exactly i/25 s. */
export class SegmentPackets {
  readonly #segments: readonly EncodedSegment[];
  #description: Uint8Array | null = null;

  constructor(segments: readonly EncodedSegment[]) {
    this.#segments = segments;
  }

  /** Adds them all to a muxer, waiting for `before(time)` ahead of each packet. */
  async addTo(
    source: EncodedVideoPacketSource,
    options: { signal?: AbortSignal | undefined; before?: (time: number) => Promise<void> } = {},
  ): Promise<void> {
    let first = 0;
    for (const segment of this.#segments) {
      await this.#addSegment(segment, first, source, options);
      first += segment.frames;
    }
  }

  async #addSegment(
    segment: EncodedSegment,
    first: number,
    source: EncodedVideoPacketSource,
    {
      signal,
      before,
    }: { signal?: AbortSignal | undefined; before?: (time: number) => Promise<void> },
  ): Promise<void> {
    using input = new Input({ source: new BlobSource(segment.blob), formats: [MP4] });
    const track = await input.getPrimaryVideoTrack();
    const decoderConfig = await track?.getDecoderConfig();
    if (!track || !decoderConfig) throw brokenSegment(first, 'it has no video');
    const inBand = this.#parameterSets(bytesOf(decoderConfig.description));
    let count = 0;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      if (signal?.aborted) throw abortError();
      const frame = first + Math.round(packet.timestamp * FPS);
      await before?.(frame / FPS);
      await source.add(
        place(packet, frame, inBand),
        first === 0 && count === 0 ? { decoderConfig } : undefined,
      );
      count += 1;
    }
    if (count !== segment.frames) {
      throw brokenSegment(first, `it has ${count} frames instead of ${segment.frames}`);
    }
  }

  /**
   * The file carries the parameter sets of its first segment. A segment encoded with others (on
   * another machine, by another encoder) brings its own in front of each key frame.
   */
  #parameterSets(description: Uint8Array): Uint8Array | null {
    if (!this.#description) {
      this.#description = description;
      return null;
    }
    const known = this.#description;
    const same =
      known.length === description.length && known.every((byte, i) => byte === description[i]);
    return same ? null : parameterSetsInBand(description);
  }
}

function place(packet: EncodedPacket, frame: number, inBand: Uint8Array | null): EncodedPacket {
  const timing = { timestamp: frame / FPS, duration: 1 / FPS };
  if (!inBand || packet.type !== 'key') return packet.clone(timing);
  const data = new Uint8Array(inBand.length + packet.data.length);
  data.set(inBand);
  data.set(packet.data, inBand.length);
  return packet.clone({ ...timing, data });
}

function bytesOf(description: AllowSharedBufferSource | undefined): Uint8Array {
  if (description === undefined) return new Uint8Array(0);
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
}

function brokenSegment(first: number, what: string): AppError {
  return new AppError('internal', `The segment at frame ${first} is broken: ${what}.`, {
    hint: 'Generate the video again.',
  });
}
