import type { Progress } from '../../workers/protocol/progress';

export type JobPhase = 'idle' | 'running' | 'cancelling';

/** How often the page redraws progress; the pipeline reports far more often. */
const REDRAW_INTERVAL_MS = 200;

/** Shares of the whole bar: before the first frame, and after the last one. */
const BEFORE_FRAMES = 0.08;
const AFTER_FRAMES = 0.03;

/** The stage that makes the frames, which is nearly all of the time. */
const FRAMES_STAGE = 'render';

/** The stages of a job in the user's words. */
const STAGE_TEXT: Record<string, string> = {
  speech: 'Listening to the voice',
  'warm-up': 'Warming up',
  render: 'Making the video',
  mux: 'Putting it together',
  verify: 'Checking the result',
  store: 'Keeping a copy on this device',
};

/** The running job as the page shows it. */
export class Job {
  phase = $state<JobPhase>('idle');
  stage = $state('');
  /** 0–1 over the whole job; never goes back. */
  share = $state(0);
  frames = $state<{ done: number; total: number } | null>(null);
  framesPerSecond = $state<number | null>(null);
  secondsLeft = $state<number | null>(null);
  /** Whether a preview frame has been drawn in this run. */
  previewing = $state(false);

  running = $derived(this.phase !== 'idle');
  /** Jobs of this tab, those that scripts started included. */
  #jobs = $state(0);
  busy = $derived(this.#jobs > 0);
  stageText = $derived(STAGE_TEXT[this.stage] ?? this.stage.replaceAll('-', ' '));

  #abort = new AbortController();
  #latest: Progress | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstFrame: { done: number; time: number } | null = null;
  #canvas: ImageBitmapRenderingContext | null = null;

  /** Starts a run; the signal is the one that {@link cancel} aborts. */
  begin(): AbortSignal {
    this.phase = 'running';
    this.stage = '';
    this.share = 0;
    this.frames = null;
    this.framesPerSecond = null;
    this.secondsLeft = null;
    this.previewing = false;
    this.#firstFrame = null;
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  cancel(): void {
    if (this.phase !== 'running') return;
    this.phase = 'cancelling';
    this.#abort.abort();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = null;
    this.phase = 'idle';
  }

  begun(): void {
    this.#jobs++;
  }

  ended(): void {
    this.#jobs--;
  }

  progress(progress: Progress): void {
    this.#latest = progress;
    this.#timer ??= setTimeout(() => this.#redraw(), REDRAW_INTERVAL_MS);
  }

  /** The canvas that shows the live preview, or null when it leaves the page. */
  showPreviewOn(canvas: HTMLCanvasElement | null): void {
    this.#canvas = canvas?.getContext('bitmaprenderer') ?? null;
  }

  /** Takes ownership of the bitmap. */
  preview(frame: ImageBitmap): void {
    if (this.#canvas === null || this.phase !== 'running') {
      frame.close();
      return;
    }
    const { canvas } = this.#canvas;
    if (canvas.width !== frame.width) canvas.width = frame.width;
    if (canvas.height !== frame.height) canvas.height = frame.height;
    this.#canvas.transferFromImageBitmap(frame);
    this.previewing = true;
  }

  #redraw(): void {
    this.#timer = undefined;
    if (this.#latest === null || !this.running) return;
    const { stage, done, total, etaSeconds } = this.#latest;
    this.stage = stage;
    this.secondsLeft = stage === FRAMES_STAGE ? (etaSeconds ?? null) : null;
    const part = total > 0 ? Math.min(1, done / total) : 0;
    if (stage === FRAMES_STAGE) {
      this.frames = { done, total };
      this.#measureSpeed(done);
      this.#raise(BEFORE_FRAMES + part * (1 - BEFORE_FRAMES - AFTER_FRAMES));
    } else if (this.frames === null) {
      this.#raise(this.share + (BEFORE_FRAMES - this.share) * part * 0.5);
    } else {
      this.#raise(1 - AFTER_FRAMES + AFTER_FRAMES * part);
    }
  }

  #raise(share: number): void {
    this.share = Math.max(this.share, share);
  }

  #measureSpeed(done: number): void {
    const now = performance.now();
    if (this.#firstFrame === null || done < this.#firstFrame.done) {
      this.#firstFrame = { done, time: now };
      return;
    }
    const seconds = (now - this.#firstFrame.time) / 1000;
    if (seconds > 0.5) this.framesPerSecond = (done - this.#firstFrame.done) / seconds;
  }
}
