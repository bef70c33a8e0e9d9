import {
  BlobSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type EncodedPacket,
  type InputAudioTrack,
} from 'mediabunny';
import { aiMarkBox } from '../../core/mp4/ai-mark';
import { FPS } from '../../core/time/units';
import { AppError } from '../../workers/protocol/errors';
import type { EncodedSound, MuxResult } from '../../workers/protocol/media';
import { createTemporaryFile } from '../storage/temporary-file';
import { AAC_FRAME, AAC_PRIMING } from './audio-encoder';
import { fileStream } from './file-stream';
import type { EncodedSegment } from './segment-encoder';
import { SegmentPackets } from './segment-packets';

/** Packets that the reserved index leaves room for beyond the expected number. */
const SPARE_PACKETS = 64;

export interface MuxInput {
  segments: readonly EncodedSegment[];
  audio: EncodedSound;
  totalFrames: number;
  title?: string | undefined;
}

/**
 * Joins video segments and sound to one fast-start MP4, copying packets: frame i shows at exactly
 * i/25 s, the sound starts at 0 (an edit list hides the encoder's delay) and ends with its last
 * sample. The file is written to temporary storage; memory holds only its index.
 */
export async function muxVideo(
  { segments, audio, totalFrames, title }: MuxInput,
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: (share: number) => void } = {},
): Promise<MuxResult> {
  checkFrames(segments, totalFrames);
  const file = await createTemporaryFile();
  let end = 0;
  const output = new Output({
    // The index gets its place at the front, of the size that the packet counts below allow.
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new StreamTarget(
      fileStream(file, (written) => {
        end = Math.max(end, written);
      }),
    ),
  });
  const video = new EncodedVideoPacketSource('avc');
  const sound = new EncodedAudioPacketSource('aac');
  const maximumPacketCount = Math.ceil(audio.samples / AAC_FRAME) + SPARE_PACKETS;
  output.addVideoTrack(video, { frameRate: FPS, maximumPacketCount: totalFrames });
  output.addAudioTrack(sound, { maximumPacketCount });
  output.setMetadataTags({
    ...(title === undefined ? {} : { title }),
    comment: 'AI-generated: the mouth of the person shown was synthesised from the sound.',
  });
  using input = new Input({ source: new BlobSource(audio.blob), formats: [MP4] });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (!track) throw new TypeError('The encoded sound has no track.');
    await output.start();
    const soundFeed = new SoundFeed(track, audio, sound);
    await new SegmentPackets(segments).addTo(video, {
      signal,
      // In step, since the muxer keeps in memory whatever one track is ahead of the other.
      async before(time) {
        await soundFeed.addUntil(time);
        onProgress?.((time * FPS) / totalFrames);
      },
    });
    await soundFeed.addUntil(Infinity);
    await output.finalize();
  } catch (error) {
    await output.cancel();
    await file.discard();
    throw error;
  }
  file.write(aiMarkBox(), end);
  return { video: await file.finish('video/mp4'), temporaryFile: file.name };
}

function checkFrames(segments: readonly EncodedSegment[], totalFrames: number): void {
  const frames = segments.reduce((sum, segment) => sum + segment.frames, 0);
  if (frames === totalFrames) return;
  throw new AppError('internal', `The segments hold ${frames} frames instead of ${totalFrames}.`, {
    hint: 'Generate the video again.',
  });
}

/** Hands the AAC packets to the muxer, shifted so that the first sample of sound is at time 0. */
class SoundFeed {
  readonly #packets: AsyncGenerator<EncodedPacket, void, unknown>;
  readonly #track: InputAudioTrack;
  readonly #audio: EncodedSound;
  readonly #source: EncodedAudioPacketSource;
  #position = -AAC_PRIMING;
  #first = true;
  #done = false;

  constructor(track: InputAudioTrack, audio: EncodedSound, source: EncodedAudioPacketSource) {
    this.#track = track;
    this.#audio = audio;
    this.#source = source;
    this.#packets = new EncodedPacketSink(track).packets();
  }

  async addUntil(time: number): Promise<void> {
    const { samples, sampleRate } = this.#audio;
    while (!this.#done && this.#position < time * sampleRate) {
      const { value: packet } = await this.#packets.next();
      if (!packet || this.#position >= samples) {
        this.#done = true;
        await this.#packets.return();
        return;
      }
      const length = Math.min(AAC_FRAME, samples - this.#position);
      const decoderConfig = this.#first ? await this.#track.getDecoderConfig() : null;
      await this.#source.add(
        packet.clone({ timestamp: this.#position / sampleRate, duration: length / sampleRate }),
        decoderConfig ? { decoderConfig } : undefined,
      );
      this.#first = false;
      this.#position += AAC_FRAME;
    }
  }
}
