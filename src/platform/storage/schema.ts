import type { PicturePlace } from '../../core/faces/follow-people';
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Edl, PlanClip } from '../../core/clips/edl';
import type { LoopQuality } from '../../core/clips/loop-quality';
import type { FeatureLayout } from '../../core/lipsync/packs/feature-layout';
import type { SpeechTimeline } from '../../core/speech/timeline';

/** A large file beside the records: in OPFS where the browser has it, else in the store `blobs`. */
export interface StoredFile {
  id: string;
  place: 'opfs' | 'idb';
  bytes: number;
  type: string;
}

/** What every record with large files has: clean-up and deletion go by it. */
interface WithFiles {
  id: string;
  /** Milliseconds since 1970. */
  created: number;
  files: Record<string, StoredFile>;
}

/** A clip of an avatar that the user brought. */
export interface StoredClip extends PlanClip {
  /** Content key of its file, under which its face track is kept. */
  key: string;
  /** How well it loops; found out when its face track is made. */
  loop?: LoopQuality;
}

/** An avatar that the user brought; `files` are its clips by name, and "poster.jpg". */
export interface AvatarRecord extends WithFiles {
  name: string;
  width: number;
  height: number;
  licence: string;
  /** When the user confirmed the right to use the likeness, milliseconds since 1970. */
  rightsConfirmed: number;
  /** Null: the exemplar engine, which needs no model. */
  lipsyncModelId: string | null;
  clips: StoredClip[];
  /** Whose face is followed where clips show several, as shares of the picture; default: the largest. */
  face?: PicturePlace;
  /** Name of the clip that training-data mode steps through, where the avatar came with one. */
  sequence?: string;
}

/** A lip-sync model that the user brought; `files` are "model" and, where it needs one, "encoder". */
export interface ModelRecord extends WithFiles {
  name: string;
  licence: string;
  /** Where it comes from, as its pack says. */
  source: string;
  /** Id of the lip-sync engine that runs it. */
  engine: string;
  /** What it hears; null for mouth curves. */
  layout: FeatureLayout | null;
}

/** A face track as the bytes of a .track file; `key` is the content key of the video it belongs to. */
interface TrackRecord {
  key: string;
  bytes: ArrayBuffer;
}

/** What is kept of a finished video beside the video itself. */
export interface ResultInfo {
  title: string;
  avatarId: string | null;
  width: number;
  height: number;
  fps: number;
  frames: number;
  /** Seconds. */
  duration: number;
  edl: Edl | null;
  speech: SpeechTimeline | null;
}

/** `files.video` is the MP4. */
export interface ResultRecord extends WithFiles {
  info: ResultInfo;
}

/** What a job was asked for; `request` is any cloneable value of the pipeline's, without Blobs. */
export interface JobInfo {
  mode: string;
  avatarId: string | null;
  audioName: string;
  framesTotal: number;
  request: unknown;
}

/** A finished piece of a job's video. */
export interface SegmentInfo {
  /** First output frame. */
  first: number;
  frames: number;
  lipsyncedFrames: number;
  framesWithoutFace: number;
}

/** `files` holds the job's inputs by name and each segment's video as "segment:<first frame>". */
export interface JobRecord extends WithFiles {
  info: JobInfo;
  segments: SegmentInfo[];
}

/** A value that can be computed again. */
interface CacheRecord {
  key: string;
  value: unknown;
  bytes: number;
  /** Milliseconds since 1970 of the last use. */
  used: number;
}

export interface MouthpieceSchema extends DBSchema {
  avatars: { key: string; value: AvatarRecord };
  models: { key: string; value: ModelRecord };
  tracks: { key: string; value: TrackRecord };
  results: { key: string; value: ResultRecord; indexes: { created: number } };
  jobs: { key: string; value: JobRecord; indexes: { created: number } };
  caches: { key: string; value: CacheRecord; indexes: { used: number } };
  blobs: { key: string; value: Blob };
}

export type Database = IDBPDatabase<MouthpieceSchema>;
type Upgrade = IDBPTransaction<MouthpieceSchema, StoreNames<MouthpieceSchema>[], 'versionchange'>;

/**
 * Steps from each version of the schema to the next; the first one makes version 1 from nothing. Released steps
 * never change: a new version appends one.
 */
export const MIGRATIONS: readonly ((db: Database, transaction: Upgrade) => void)[] = [
  (db) => {
    db.createObjectStore('avatars', { keyPath: 'id' });
    db.createObjectStore('tracks', { keyPath: 'key' });
    db.createObjectStore('results', { keyPath: 'id' });
    db.createObjectStore('jobs', { keyPath: 'id' });
    db.createObjectStore('blobs');
  },
  (db, transaction) => {
    transaction.objectStore('results').createIndex('created', 'created');
    transaction.objectStore('jobs').createIndex('created', 'created');
    db.createObjectStore('caches', { keyPath: 'key' }).createIndex('used', 'used');
  },
  (db) => {
    db.createObjectStore('models', { keyPath: 'id' });
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;
