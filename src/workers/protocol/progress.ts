/** What a running stage reports; the shape is public (window.mouthpiece). */
export interface Progress {
  stage: string;
  done: number;
  total: number;
  unit: 'frames' | 'seconds' | 'bytes' | 'items' | 'clips';
  etaSeconds?: number;
  /** Of work on several files: how far it is with the one in work. `done` above counts it in fractions. */
  part?: { name: string; stage: string; done: number; total: number; unit: Progress['unit'] };
}

export type ProgressListener = (progress: Progress) => void;

/** Every long call takes one: cancel by `signal`, watch by `onProgress`. */
export interface Run {
  signal?: AbortSignal;
  onProgress?: ProgressListener;
}
