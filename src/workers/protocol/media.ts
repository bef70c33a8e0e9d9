import type { EdlEvent } from '../../core/clips/edl';
import type { FrameFeatures } from '../../core/lipsync/packs/feature-layout';
import type { ClipPictures, PictureWish } from './lipsync';

/** Stage of the errors that another encoder might not have. */
export const ENCODER_STAGE = 'encoder';

export type EncoderName = 'webcodecs' | 'ffmpeg';

/** Which runtime reads a file: the browser's codecs, or ffmpeg.wasm where they cannot. */
export type DecoderName = 'webcodecs' | 'ffmpeg';

export interface AudioInfo {
  /** As stored in the file, hertz and channel count. */
  sampleRate: number;
  channels: number;
  codec: string;
  decoder: DecoderName;
  /** Seconds from the file's header; null when it does not say. For progress only: see AudioLength. */
  estimatedDuration: number | null;
}

/** The truth about a file's length, known once all of it is decoded: duration = samples / sampleRate. */
export interface AudioLength {
  samples: number;
  sampleRate: number;
  duration: number;
}

/** What is known of a sound once all of it is decoded. */
export interface AudioSummary extends AudioLength {
  /** Waveform: Float32Array [ceil(duration · 50)], 0–1. */
  peaks: Float32Array;
}

/** A video as the app sees it: upright, even-sized, at 25 fps. */
export interface VideoInfo {
  width: number;
  height: number;
  /** Number of frames at 25 fps. */
  frames: number;
  duration: number;
  /** Average frame rate of the file itself. */
  sourceFps: number;
  codec: string;
  decoder: DecoderName;
  /** How many times a small picture is enlarged; absent for videos and larger pictures. */
  enlarged?: number;
}

/** A picture is read as this many equal frames, in which a landmarker settles from its first guess. */
export const PICTURE_FRAMES = 4;

export interface PrepareVideoOptions {
  /** Frames whose longer side is longer are shrunk to it, px. */
  maxSide?: number | undefined;
  /** Where a conversion is needed, only this part is converted, seconds. */
  part?: { start: number; seconds: number } | undefined;
}

/** A video or picture that can be opened again and again at little cost. */
export interface PreparedVideo {
  info: VideoInfo;
  /** The media itself, or what it was converted to; open it with the same `maxSide`. */
  video: Blob;
  /** Seconds of the media before the video's first frame: where a converted part begins. */
  begins: number;
  /** A picture, not a video. */
  still: boolean;
  /** Holds the converted video, to be handed back after use; null where there is none. */
  temporaryFile: string | null;
}

/** Single pictures out of a video that the browser cannot decode. */
export interface VideoSamples {
  /** A video of them, a frame each; null where none could be read. */
  pictures: Blob | null;
  /** Which of the moments asked for each frame belongs to, ascending. */
  found: number[];
}

/** Frames that {@link MediaWorkerApi.streamFrames} sends over a port: every `step`-th of [from, to). */
export interface FrameStream {
  port: MessagePort;
  /** Default 0. */
  from?: number;
  /** Default: the end. */
  to?: number;
  /** Default 1. */
  step?: number;
}

/** A clip in which a person in a picture stands and sways a little; it loops without a seam. */
export interface StillClip {
  /** Of the video or picture. */
  frame: number;
  /** Length of the clip. */
  frames: number;
  /** Of the face in that frame, px: Float32Array [478 × 3]. */
  landmarks: Float32Array;
}

export interface ClipSource {
  name: string;
  blob: Blob;
  /** Frames whose longer side is longer are shrunk to it, px. */
  maxSide?: number | undefined;
  /** The clip is made from one frame of the blob. */
  still?: StillClip | undefined;
}

/** Stretches of a video that become clips of their own. */
export interface ClipCutRequest {
  video: Blob;
  /** Half-open ranges of frames at 25 fps. */
  cuts: { from: number; to: number }[];
  /** Even; default: the video's own. */
  size?: { width: number; height: number };
  encoder: EncoderName;
}

export interface ThumbnailOptions {
  /** Of the squares, px. */
  side: number;
  /** Frames from the first one on; default: all. */
  most?: number;
}

/** `pixels` Uint8Array [frames × side × side × 3]: brightness and two colour differences (BT.601, 128 for none). */
export interface FrameThumbnails {
  side: number;
  frames: number;
  pixels: Uint8Array;
}

/** One closed piece of the result, rendered independently so that a job can resume from it. */
export interface SegmentRequest {
  /** Output frames [first, end). */
  first: number;
  end: number;
  /** The events that overlap [first − the longest blend, end); more do no harm. */
  events: EdlEvent[];
  /** Strength of the lip-sync per output frame of the segment, 0 (keep the clip) to 1. Float32Array [end − first]. */
  weights: Float32Array;
  /** Mouth curves, Float32Array [rows × 7]; must cover the segment, and 4 rows more on both sides where the job has them. */
  curves: Float32Array;
  /** Output frame of the first row of `curves`. */
  curvesFirst: number;
  /** Audio features around the segment, for engines that hear them instead of curves. */
  features?: FrameFeatures;
  /** The lip-sync engine's plan, a row an output frame of the segment: Float32Array [(end − first) × row]. */
  plan?: Float32Array;
  encoder: EncoderName;
  /** Times the usual bit rate; default 1. */
  bitrateScale?: number;
  /** Frames given to the lip-sync thread at a time, default 4. Fewer take less memory. */
  batchFrames?: number;
  /** Draw the visible "AI-generated" badge. */
  badge: boolean;
  /** Record frames (recordIn of an event) whose cut is hidden by a short cross-blend. */
  blendedCuts?: number[];
}

export interface SegmentProgress {
  /** Output frame just handed to the encoder, counted from the start of the job. */
  frame: number;
  /** A picture of it, at most 360 px wide or high, at most three times a second. Close it after use. */
  preview?: ImageBitmap;
}

export interface Segment {
  /** A small MP4 with H.264 only: the frames [first, first + frames), starting at time 0. */
  blob: Blob;
  first: number;
  frames: number;
  lipsyncedFrames: number;
  /** Frames that asked for lip-sync but had no face to sync; they keep the clip's pixels. */
  framesWithoutFace: number;
}

/** The sound of a job as AAC, made while the pictures are still being rendered. */
export interface EncodedSound {
  /** MP4 with one AAC track that starts with the encoder's delay. */
  blob: Blob;
  /** Samples of sound, without delay and padding. */
  samples: number;
  sampleRate: number;
  /** As in {@link MuxResult}; muxResult discards it. */
  temporaryFile: string | null;
}

export interface MuxRequest {
  /** In order, gapless from frame 0. */
  segments: Pick<Segment, 'blob' | 'frames'>[];
  audio: Blob;
  /** `audio` encoded already, by encodeSound in any media thread; it is encoded now if missing. */
  sound?: EncodedSound;
  /** Output frames of the whole job: round(duration · 25). */
  totalFrames: number;
  encoder: EncoderName;
  title?: string;
}

export interface MuxResult {
  video: Blob;
  /** Name of the file in temporary storage that holds the blob, to be discarded once it is stored; null if it is in memory. */
  temporaryFile: string | null;
}

export interface ResultProbe {
  videoCodec: string | null;
  audioCodec: string | null;
  width: number;
  height: number;
  frames: number;
  fps: number;
  /** Seconds from time 0 to the end of the last frame, or of the last audible sample. */
  videoDuration: number;
  audioDuration: number;
  /** Whether the index stands before the media data, so that playing can start before all is loaded. */
  fastStart: boolean;
  /** Whether the IPTC mark of AI-generated content is in the file. */
  aiGenerated: boolean;
}

export interface ResultExpectation {
  frames: number;
  width: number;
  height: number;
  /** Seconds. */
  audioDuration: number;
}

/** The pull protocol of {@link MediaWorkerApi.streamFrames}: send 'next', receive a frame, then null at the end. */
export interface FrameMessage {
  index: number;
  total: number;
  frame: VideoFrame | null;
  error?: string;
}

/** What the media worker offers. Main side: `Comlink.wrap<MediaWorkerApi>(worker)`; callbacks through `Comlink.proxy`. */
export interface MediaWorkerApi {
  /** Encoders that work here, fastest first; 'ffmpeg' is always among them. */
  supportedEncoders(): Promise<EncoderName[]>;
  /** Whether the browser's own encoder is a piece of hardware, as far as it says. */
  encodesInHardware(): Promise<boolean>;
  /** Throws offline-missing when an encoder's files are neither here nor to be had. */
  checkEncoder(name: EncoderName): Promise<void>;

  /**
   * Opens audio (or a video's sound).
   * @param most seconds from its start after which it is taken to end; default: all.
   * @throws AppError unsupported-media, no-audio, empty-audio, corrupt-media.
   */
  openAudio(media: Blob, signal?: AbortSignal, most?: number): Promise<AudioInfo>;
  /** The next block of 16 kHz mono samples (10 s; the last one shorter), null at the end. */
  readPcm16k(signal?: AbortSignal): Promise<Float32Array | null>;
  /** Length and waveform of the opened audio; only after readPcm16k has returned null. */
  audioSummary(): Promise<AudioSummary>;
  closeAudio(): Promise<void>;

  /** Throws unsupported-media or corrupt-media. */
  probeVideo(media: Blob): Promise<VideoInfo>;
  /** Reads a video or picture for repeated use, converting it once if need be. Throws as probeVideo. */
  prepareVideo(
    media: Blob,
    options: PrepareVideoOptions,
    onSeconds?: (seconds: number) => void,
    signal?: AbortSignal,
  ): Promise<PreparedVideo>;
  /**
   * Tells, without converting anything, whether a video has to be converted and how many seconds that would be (null:
   * the file does not say). Null for what the browser reads itself.
   */
  lengthToConvert(media: Blob, signal?: AbortSignal): Promise<{ seconds: number | null } | null>;
  /**
   * The key frames at or before the given seconds of a video that has to be converted: one picture is decoded for each.
   */
  sampleVideo(
    media: Blob,
    seconds: readonly number[],
    onPicture?: (done: number) => void,
    signal?: AbortSignal,
  ): Promise<VideoSamples>;
  /**
   * Feeds the frames of a video or picture at 25 fps to other threads, on request over each
   * stream's port. Transfer the ports.
   */
  streamFrames(
    media: Blob,
    streams: FrameStream[],
    options?: { maxSide?: number | undefined },
  ): Promise<void>;

  /** The stretches as MP4s of H.264; `onFrame` gets the number of frames done of all. Throws corrupt-media. */
  cutClips(
    request: ClipCutRequest,
    onFrame?: (done: number) => void,
    signal?: AbortSignal,
  ): Promise<Blob[]>;
  /** Frames of a video as small squares, for comparing them. */
  frameThumbnails(
    media: Blob,
    options: ThumbnailOptions,
    onFrame?: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<FrameThumbnails>;
  /** A frame of a video as JPEG, its longer side at most `longest` pixels. Throws corrupt-media where it is missing. */
  pictureOf(media: Blob, frame: number, longest: number): Promise<Blob>;

  /** Replaces the clips that segments refer to by name; closes earlier ones. */
  registerClips(clips: ClipSource[]): Promise<(VideoInfo & { name: string })[]>;
  /** Cuts pictures out of the registered clips; Throws bad-clip. */
  cutPictures(wishes: PictureWish[], signal?: AbortSignal): Promise<ClipPictures>;
  /** The channel to the lip-sync worker; without one, frames keep the clip's mouth. */
  connectLipsync(ports: MessagePort[]): Promise<void>;
  renderSegment(
    request: SegmentRequest,
    onFrame?: (progress: SegmentProgress) => void,
    signal?: AbortSignal,
  ): Promise<Segment>;
  /** Encodes the sound of a job. */
  encodeSound(audio: Blob, signal?: AbortSignal): Promise<EncodedSound>;
  /** Joins segments and audio to the finished MP4. */
  muxResult(
    request: MuxRequest,
    onProgress?: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<MuxResult>;
  probeResult(video: Blob): Promise<ResultProbe>;
  /** Probes and compares; throws an internal AppError that names what is off. */
  verifyResult(video: Blob, expected: ResultExpectation): Promise<ResultProbe>;

  /** Deletes one file of temporary storage, or all that no living thread holds, but for those named. */
  discardTemporary(name?: string, except?: readonly string[]): Promise<void>;
}
