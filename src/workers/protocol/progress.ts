/** What a running stage reports; the shape is public (window.mouthpiece). */
export interface Progress {
  stage: string;
  done: number;
  total: number;
  unit: 'frames' | 'seconds' | 'bytes' | 'items' | 'clips';
  etaSeconds?: number;
}

export type ProgressListener = (progress: Progress) => void;

/** Every long call takes one: cancel by `signal`, watch by `onProgress`. */
export interface Run {
  signal?: AbortSignal;
  onProgress?: ProgressListener;
}
