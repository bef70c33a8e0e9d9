/** The public types of window.mouthpiece: stable names, times in seconds, frames at 25 fps. */
import type { LoopFix } from '../core/clips/clip-loop';
import type { Edl } from '../core/clips/edl';
import type { Face, FaceTrack } from '../core/faces/face-track';
import type { PicturePlace } from '../core/faces/follow-people';
import type { SpeechTimeline } from '../core/speech/timeline';
import type { TranscriptLanguage } from '../core/speech/transcript';
import type { AvatarClipStatus, AvatarSummary } from '../platform/avatar-source';
import type { ModelSummary } from '../platform/model-store';
import type { StorageUsage } from '../platform/storage/storage';
import type { Run } from '../workers/protocol/progress';

export type { AvatarSummary, ModelSummary, SpeechTimeline };

export type Mode = 'core-clips' | 'training-data' | 'custom-video';
export type Quality = 'fast' | 'balanced' | 'best' | 'low_memory';
export type Backend = 'webgpu' | 'wasm';
export type VideoEncoderName = 'webcodecs' | 'ffmpeg';

export interface Capabilities {
  webgpu: boolean;
  gpuName?: string;
  crossOriginIsolated: boolean;
  threads: number;
  videoEncoders: VideoEncoderName[];
  offlineReady: boolean;
  storage: StorageUsage;
}

export interface AvatarStatus {
  id: string;
  clips: AvatarClipStatus[];
}

/** The clips of an avatar just preprocessed, and what the user should know about them. */
export interface PreprocessedAvatar extends AvatarStatus {
  warnings: Warning[];
}

export interface ImportAvatarOptions {
  name: string;
  rightsConfirmed: boolean;
  lipsyncModelId?: string;
  /** Whose avatar it is where clips show several people: as in {@link FaceOptions}, in each clip. */
  face?: PicturePlace;
}

/** An avatar just imported, and what the user should know about it. */
export interface ImportedAvatarSummary extends AvatarSummary {
  warnings: Warning[];
}

export interface SpeechOptions {
  /** 0.1–0.9, default 0.5. */
  threshold?: number;
  /** Seconds, 0.1–2.0, default 0.75. */
  minSilence?: number;
  vadEngine?: 'silero' | 'energy';
}

export interface FaceOptions {
  /** The most faces looked for; one of them is followed. */
  maxFaces?: number;
  /** Default 1; with `quality`, so that 750 frames are looked at at most. */
  everyNthFrame?: number;
  /**
   * Looks at no more than a custom-video job in this quality would, and as large: of a video that must be converted, at the part
   * that a job with short speech uses. Default: at all of it, in full size.
   */
  quality?: Quality;
  /** The face to follow where there are several: the first one at this place, or nearest to it; default: the largest. */
  face?: PicturePlace;
  /** Bridge short gaps and take out jitter; default true. */
  smooth?: boolean;
}

/** Faces of a video, or with {@link FaceOptions.quality} maybe of a part of it only. */
export interface FoundFaces extends FaceTrack {
  /** Seconds of the video before the first frame. */
  begins: number;
  /** Length of the whole video, seconds. */
  duration: number;
}

/** Everybody in one picture. */
export interface PeopleInPicture {
  /** The picture itself, or a JPEG of the video's frame. */
  picture: Blob;
  /** Of the picture as it was looked at; the faces are in px of it. */
  width: number;
  height: number;
  faces: Face[];
}

export interface GenerateRequest {
  mode: Mode;
  audio: Blob;
  /** core-clips, training-data; default: the first built-in. */
  avatarId?: string;
  /** custom-video. */
  video?: Blob;
  rightsConfirmed?: boolean;
  /** custom-video: the part of the video to use, seconds; default: its longest good stretch. */
  sourceRange?: { start: number; end: number };
  /** custom-video: as in {@link FaceOptions}. */
  face?: PicturePlace;
  speech?: SpeechOptions;
  /** An edited list instead of the planned one. */
  edl?: Edl;
  startFrame?: number;
  loopBack?: boolean;
  lipsyncModelId?: string;
  audioEncoder?: 'auto' | 'ave' | 'hubert' | 'wenet';
  quality?: Quality;
  /** 0–1.5, default 1: how far the mouth opens. */
  openness?: number;
  /**
   * What is said, at most two minutes of it: times the closures of the lips exactly, in the quality "best". Default there: it is recognised.
   * Null: the mouth follows the sound alone.
   */
  transcript?: {
    /** Without it the words are recognised: English, half an hour at most. */
    text?: string;
    /** Default "en". */
    language?: TranscriptLanguage;
  } | null;
  backend?: 'auto' | Backend;
  encoder?: 'auto' | VideoEncoderName;
  /** Visible "AI-generated" badge, default true. */
  badge?: boolean;
}

export interface Warning {
  code: string;
  message: string;
}

export interface GenerateStats {
  wallSeconds: number;
  /** Wall time over duration. */
  realTimeFactor: number;
  stageSeconds: Record<string, number>;
  lipsyncedFrames: number;
  framesWithoutFace: number;
  /** "webgl": a GPU drew the faces and no network was needed; "wasm": the processor did everything. */
  backend: Backend | 'webgl';
  encoder: VideoEncoderName;
  peakMemoryBytes?: number;
}

export interface GenerateResult {
  /** video/mp4 */
  video: Blob;
  /** Of the copy among the finished videos, from which `video` reads; null where there was no room for one. */
  resultId: string | null;
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  edl: Edl | null;
  speech: SpeechTimeline | null;
  stats: GenerateStats;
  warnings: Warning[];
  /** The frame of a custom video that stands for all of it, where it was used as a picture. */
  picture?: Blob;
}

export interface JobSummary {
  id: string;
  created: number;
  mode: Mode;
  avatarId: string | null;
  audioName: string;
  /** Frames finished and journalled. */
  framesDone: number;
  framesTotal: number;
}

/** A run of {@link Mouthpiece.generate}; the hooks are for a live preview. */
export interface GenerateRun extends Run {
  /** At most 10 a second; the receiver closes the bitmap. */
  onPreview?: (frame: ImageBitmap, index: number) => void;
  /** Called as soon as the plan is known, before the first frame. */
  onPlan?: (plan: { edl: Edl; speech: SpeechTimeline }) => void;
}

export interface Mouthpiece {
  readonly version: string;
  /** App shell and default avatar usable. */
  readonly ready: Promise<void>;
  capabilities(): Promise<Capabilities>;
  listAvatars(): Promise<AvatarSummary[]>;
  /** A folder of core clips, single clips, or a zip of either; also one that exportAvatar made. */
  importAvatar(
    files: File[],
    options: ImportAvatarOptions,
    run?: Run,
  ): Promise<ImportedAvatarSummary>;
  /** Talking and idle clips cut out of one video of a person, ready for use. */
  createAvatarFromVideo(
    video: Blob,
    options: ImportAvatarOptions,
    run?: Run,
  ): Promise<ImportedAvatarSummary>;
  preprocessAvatar(id: string, run?: Run): Promise<PreprocessedAvatar>;
  verifyAvatar(id: string): Promise<AvatarStatus>;
  /** How a clip of an imported avatar goes on after its last frame, where the choice of preprocessing does not please. */
  setClipLoop(id: string, clip: string, fix: LoopFix): Promise<void>;
  removeAvatar(id: string): Promise<void>;
  /** An avatar of one's own as a zip that {@link Mouthpiece.importAvatar} takes, here or elsewhere. */
  exportAvatar(id: string, run?: Run): Promise<Blob>;
  listModels(): Promise<ModelSummary[]>;
  /** A model pack (model.json and .onnx files, or a zip of them), or bare .onnx files. */
  importModel(files: File[], run?: Run): Promise<ModelSummary>;
  /** Deletes an imported model. */
  removeModel(id: string): Promise<void>;
  detectSpeech(audio: Blob, options?: SpeechOptions, run?: Run): Promise<SpeechTimeline>;
  planClips(audio: Blob, options: { avatarId: string } & SpeechOptions, run?: Run): Promise<Edl>;
  detectFaces(media: Blob, options?: FaceOptions, run?: Run): Promise<FoundFaces>;
  /** Everybody in a picture, or in a video at a moment. */
  findPeople(media: Blob, seconds: number, run?: Pick<Run, 'signal'>): Promise<PeopleInPicture>;
  generate(request: GenerateRequest, run?: GenerateRun): Promise<GenerateResult>;
  jobs: {
    list(): Promise<JobSummary[]>;
    resume(id: string, run?: GenerateRun): Promise<GenerateResult>;
    discard(id: string): Promise<void>;
  };
}
