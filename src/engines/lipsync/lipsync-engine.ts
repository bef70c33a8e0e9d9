import type {
  ClipPictures,
  BackendInUse,
  LipsyncBackend,
  LipsyncItem,
  LipsyncOutput,
  LipsyncPlanRequest,
  LipsyncSource,
  LipsyncWarning,
  PictureWish,
} from '../../workers/protocol/lipsync';

/**
 * Turns clip frames, their face tracks and mouth curves into speaking frames. How it draws the mouth
 * is its own matter: by a network, or by warping pictures of the person.
 */
export interface LipsyncEngine {
  readonly id: string;
  /** @throws AppError `bad-model` when the model does not fit the engine. */
  open(options: OpenLipsync): Promise<LipsyncSession>;
}

export interface OpenLipsync {
  /** Gives the bytes of the model file for a backend; null for an engine that needs none. */
  model: ((backend: LipsyncBackend) => Promise<Uint8Array>) | null;
  backend: 'auto' | LipsyncBackend;
  /** WASM threads. */
  threads: number;
  onWarning?: (warning: LipsyncWarning) => void;
}

export interface LipsyncSession {
  /** The backend in use; a lost GPU turns it into 'wasm' in the midst of a job. */
  readonly backend: BackendInUse;
  /** Takes in the clips of a job; replaces earlier ones. */
  prepare(source: LipsyncSource): Promise<void>;
  /** Pictures of the prepared clips that the session wants before it draws; missing for engines that want none. */
  wishes?(): PictureWish[];
  /** Takes in the pictures of {@link LipsyncSession.wishes}. */
  takePictures?(pictures: ClipPictures): Promise<void>;
  /** Plans a whole job, a row an output frame; missing for engines that draw from the curves alone. */
  plan?(request: LipsyncPlanRequest): Promise<Float32Array>;
  /** Runs once on nothing, so that the first frame does not wait for shaders and memory. */
  warmUp(): Promise<void>;
  /**
   * Draws the frames, in order. Consumes the given frames, also when it throws.
   * A frame without a known face comes back as it is.
   */
  process(items: LipsyncItem[]): Promise<LipsyncOutput[]>;
  dispose(): Promise<void>;
}

/**
 * Whether a clip's first frame follows its last, so that what is measured of its frames may be averaged across its end. A
 * part of a video turns round there instead, and several shots end in another than they begin with.
 */
export const wraps = ({ loops, shown, track }: LipsyncSource['clips'][number]): boolean =>
  loops && shown === undefined && (track.cuts ?? []).length === 0;
