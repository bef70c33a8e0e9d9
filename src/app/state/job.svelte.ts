import type { Mode } from '../../pipeline/types';
import type { Progress } from '../../workers/protocol/progress';

export type JobPhase = 'idle' | 'running' | 'cancelling';

/** How often the page redraws progress; the pipeline reports far more often. */
const REDRAW_INTERVAL_MS = 200;

/** The stage that makes the frames, which is most of the time. */
const FRAMES_STAGE = 'render';

type Spans = Readonly<Record<string, readonly [from: number, to: number]>>;

/** Share of the whole bar that each stage takes, as measured; a stage without one stands where the bar is. */
const SPANS: Spans = {
  speech: [0, 0.06],
  'warm-up': [0.06, 0.08],
  render: [0.08, 0.95],
  mux: [0.95, 0.99],
  verify: [0.99, 1],
};

/** Following a face takes about as long as half of the drawing. */
const CUSTOM_VIDEO_SPANS: Spans = {
  ...SPANS,
  speech: [0, 0.04],
  survey: [0.04, 0.05],
  video: [0.05, 0.08],
  faces: [0.08, 0.36],
  'warm-up': [0.36, 0.42],
  render: [0.42, 0.95],
};

/** The stages of a job in the user's words. */
const STAGE_TEXT: Record<string, string> = {
  speech: 'Listening to the voice',
  recognition: 'Recognising the words',
  words: 'Timing the words',
  survey: 'Looking for the best part',
  video: 'Reading the video',
  faces: 'Following the face',
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
  /** How far the stage is, where it counts something. */
  count = $state.raw<Pick<Progress, 'done' | 'total' | 'unit'> | null>(null);
  framesPerSecond = $state<number | null>(null);
  secondsLeft = $state<number | null>(null);
  /** Whether a preview frame has been drawn in this run. */
  previewing = $state(false);

  running = $derived(this.phase !== 'idle');
  /** Jobs of this tab, those that scripts started included. */
  #jobs = $state(0);
  busy = $derived(this.#jobs > 0);
  /** Calls of this tab that look for faces. */
  #looks = $state(0);
  /** Whether anything needs the whole processor: what only decorates the page stands still. */
  occupied = $derived(this.#jobs + this.#looks > 0);
  stageText = $derived(STAGE_TEXT[this.stage] ?? this.stage.replaceAll('-', ' '));

  #abort = new AbortController();
  #latest: Progress | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstFrame: { done: number; time: number } | null = null;
  #canvas: ImageBitmapRenderingContext | null = null;
  #spans = SPANS;

  /** Starts a run; the signal is the one that {@link cancel} aborts. */
  begin(mode: Mode): AbortSignal {
    this.#spans = mode === 'custom-video' ? CUSTOM_VIDEO_SPANS : SPANS;
    this.phase = 'running';
    this.stage = '';
    this.share = 0;
    this.count = null;
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

  lookBegun(): void {
    this.#looks++;
  }

  lookEnded(): void {
    this.#looks--;
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
    const { stage, done, total, unit, etaSeconds } = this.#latest;
    this.stage = stage;
    // Items are steps of the program: nothing to a user.
    this.count = unit === 'items' || total === 0 ? null : { done, total, unit };
    this.secondsLeft = stage === FRAMES_STAGE ? (etaSeconds ?? null) : null;
    if (stage === FRAMES_STAGE) this.#measureSpeed(done);
    else this.framesPerSecond = null;
    const [from, to] = this.#spans[stage] ?? [this.share, this.share];
    const part = total > 0 ? Math.min(1, done / total) : 0;
    this.#raise(from + (to - from) * part);
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
