import type { PlanClip } from '../core/clips/edl';
import type { LoopQuality } from '../core/clips/loop-quality';
import type { FrameRange } from '../core/clips/frame-at';
import type { FaceTrack } from '../core/faces/face-track';
import type { PicturePlace } from '../core/faces/follow-people';
import type { StillClip } from '../workers/protocol/media';

/** An avatar as lists show it. */
export interface AvatarSummary {
  id: string;
  name: string;
  builtIn: boolean;
  width: number;
  height: number;
  fps: 25;
  clips: PlanClip[];
  lipsyncModelId: string | null;
  licence: string;
  /** When the user confirmed the right to use the likeness, milliseconds since 1970; of imported avatars. */
  rightsConfirmed?: number;
  /** Name of the clip that training-data mode steps through; default: the longest talking one. */
  sequence?: string;
  /** Where the chosen person's face is, of imported avatars whose clips show several. */
  face?: PicturePlace;
  /** Same-origin URLs for showing the avatar. */
  posterUrl?: string;
  idleClipUrl?: string;
}

export interface AvatarClipStatus {
  name: string;
  frames: number;
  /** Whether the clip and its face track are there. */
  preprocessed: boolean;
  /** Why the clip cannot be used nor prepared, in words. */
  fault?: string;
  framesWithoutFace: number;
  /** How well it loops, and what is done about it; known of preprocessed clips of imported avatars. */
  loop?: LoopQuality;
}

interface AvatarMediaClip extends PlanClip {
  blob: Blob;
  track: FaceTrack;
  /** Frames that can be shown, where not all can: others have no face in the track. */
  shown?: FrameRange;
  /** Frames whose longer side is longer are shrunk to it, px; the track is in px of the shrunk ones. */
  maxSide?: number;
  /** The clip is made from one frame of the blob, which is a video or a picture. */
  still?: StillClip;
}

/** Everything that a job needs of an avatar. */
export interface AvatarMedia {
  id: string;
  width: number;
  height: number;
  /** `modelId` null: the engine needs no model file. */
  lipsync: { engine: string; modelId: string | null } | null;
  clips: AvatarMediaClip[];
  /** Name of the clip that training-data mode steps through; default: the longest talking one. */
  sequence?: string;
}

/** Where avatars come from. */
export interface AvatarSource {
  list(): Promise<AvatarSummary[]>;
  /** @throws AppError `bad-clip` when a clip or its face track is missing or damaged. */
  load(id: string, signal?: AbortSignal): Promise<AvatarMedia>;
  status(id: string): Promise<AvatarClipStatus[]>;
}
