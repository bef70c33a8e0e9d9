/** The benchmark's figures as a Markdown page. */
import { cpus, platform, arch, totalmem } from 'node:os';
import type { BrowserParts } from './browser-parts.ts';
import type { CustomVideoFigures } from './custom-video.ts';
import type { DrawingFigures } from './drawing.ts';
import type { PageJob } from './page-job.ts';

export interface Figures {
  /** Seconds of speech of the main measurement. */
  seconds: number;
  job: PageJob;
  /** A second job, begun once the page had read its file. */
  looked: PageJob;
  /** The same through ffmpeg.wasm, shorter. */
  ffmpegJob: PageJob;
  memory: { seconds: number; bytes: number }[];
  /** Null where there is no ffmpeg. */
  drawing: DrawingFigures | null;
  inBrowser: BrowserParts;
  customVideo: CustomVideoFigures;
  native: { inference: number; encoding: number | null };
  browserVersion: string;
  /** Compressed bytes of a first visit. */
  firstVisit: number;
  command: string;
}

const LARGEST_JOB_FACTOR = 0.8;
const LONGEST_PREVIEW_S = 3;
const LONGEST_TASK_MS = 50;
const LARGEST_MEMORY_RATIO = 1.15;
const LONGEST_DRAWING_MS = 8;
const LARGEST_FIRST_VISIT = 30e6;
const LARGEST_CUSTOM_FACTOR = 1;
const LEAST_LANDMARKS_SHARE = 0.8;

export interface Row {
  measure: string;
  value: string;
  goal: string;
  met: boolean;
}

export function goals(figures: Figures): Row[] {
  const { job, looked, memory, customVideo } = figures;
  const { landmarks } = customVideo;
  const customFactor = customVideo.stats.realTimeFactor;
  const [short, long] = memory;
  const ratio = short && long ? long.bytes / short.bytes : NaN;
  const preview = looked.firstPreview ?? Infinity;
  return [
    {
      measure: `whole job, ${String(figures.seconds)} s of speech`,
      value: `${job.stats.realTimeFactor.toFixed(2)} × its length`,
      goal: `≤ ${String(LARGEST_JOB_FACTOR)} ×`,
      met: job.stats.realTimeFactor <= LARGEST_JOB_FACTOR,
    },
    {
      measure: 'first preview frame after Generate, warm models, file read by the page',
      value: `${preview.toFixed(2)} s`,
      goal: `≤ ${String(LONGEST_PREVIEW_S)} s`,
      met: preview <= LONGEST_PREVIEW_S,
    },
    taskRow('Generate pressed at once', job),
    taskRow('file read by the page before', looked),
    {
      measure: `peak memory, ${minutes(long?.seconds)} over ${minutes(short?.seconds)}`,
      value: `${megabytes(long?.bytes)} / ${megabytes(short?.bytes)} = ${ratio.toFixed(2)}`,
      goal: `≤ ${String(LARGEST_MEMORY_RATIO)}`,
      met: ratio <= LARGEST_MEMORY_RATIO,
    },
    {
      measure: 'first visit to first frame, compressed',
      value: megabytes(figures.firstVisit),
      goal: `≤ ${megabytes(LARGEST_FIRST_VISIT)}`,
      met: figures.firstVisit <= LARGEST_FIRST_VISIT,
    },
    {
      measure: `custom video, 720p, ${String(customVideo.seconds)} s of speech over a 10-s source: preparation and rendering`,
      value: `${customFactor.toFixed(2)} × its length`,
      goal: `≤ ${LARGEST_CUSTOM_FACTOR.toFixed(1)} ×`,
      met: customFactor <= LARGEST_CUSTOM_FACTOR,
    },
    ...drawingRows(figures.drawing),
    {
      measure: 'faces followed by one thread, decoding included, over a bare call of tasks-vision',
      value: `${landmarks.one.toFixed(1)} / ${landmarks.bare.toFixed(1)} frames a second`,
      goal: `≥ ${String(LEAST_LANDMARKS_SHARE)}`,
      met: landmarks.one >= LEAST_LANDMARKS_SHARE * landmarks.bare,
    },
    {
      measure: 'the same by two threads',
      value: `${landmarks.two.toFixed(1)} / ${landmarks.bare.toFixed(1)} frames a second`,
      goal: 'faster than the bare call',
      met: landmarks.two > landmarks.bare,
    },
  ];
}

function taskRow(when: string, { longestTask }: PageJob): Row {
  return {
    measure: `longest task of the main thread, ${when}`,
    value: longestTask === 0 ? 'none over 50 ms' : `${longestTask.toFixed(0)} ms`,
    goal: `≤ ${String(LONGEST_TASK_MS)} ms`,
    met: longestTask <= LONGEST_TASK_MS,
  };
}

function drawingRows(drawing: DrawingFigures | null): Row[] {
  if (drawing === null) return [];
  const { retrieval, frame, region } = drawing;
  const sum = retrieval + frame;
  return [
    {
      measure: `exemplar on the CPU, 720p, ${String(region.width)} × ${String(region.height)} px drawn: choice of pictures, and hand test, warp, blend (${frame.toFixed(1)} ms), median frame`,
      value: `${sum.toFixed(1)} ms`,
      goal: `≤ ${String(LONGEST_DRAWING_MS)} ms`,
      met: sum <= LONGEST_DRAWING_MS,
    },
  ];
}

export function report(figures: Figures): string {
  const { job, ffmpegJob, inBrowser, native } = figures;
  const hasty = job.firstPreview?.toFixed(2) ?? 'no';
  const perFrame = (milliseconds: number | null) =>
    milliseconds === null ? 'no ffmpeg' : `${milliseconds.toFixed(1)} ms`;
  const over = (ours: number, theirs: number | null) =>
    theirs === null ? '–' : `${(ours / theirs).toFixed(1)} ×`;
  const renderMs = ((job.stats.stageSeconds['render'] ?? 0) * 1000) / job.frames;
  const nativeSum = native.encoding === null ? null : native.inference + native.encoding;
  const memory = Math.round(totalmem() / 1e9);
  return `# Benchmarks

Made by \`${figures.command}\` on ${String(cpus().length)} CPU cores without a GPU, ${String(memory)} GB of memory,
${platform()} ${arch()}, Node ${process.versions.node}, Chromium ${figures.browserVersion}. Figures of one run; the file is rewritten by each.

${table(
  ['measure', 'value', 'goal', 'met'],
  goals(figures).map(({ measure, value, goal, met }) => [measure, value, goal, met ? 'yes' : 'no']),
)}

## Stages of the ${String(figures.seconds)}-second job

${table(
  ['stage', 'seconds', 'share'],
  Object.entries(job.stats.stageSeconds).map(([stage, seconds]) => [
    stage,
    seconds.toFixed(2),
    `${((100 * seconds) / job.stats.wallSeconds).toFixed(0)} %`,
  ]),
)}

${String(job.frames)} frames, ${String(job.stats.lipsyncedFrames)} of them lip-synced on ${job.stats.backend}, encoded by ${job.stats.encoder}.
This job was begun the moment its file was chosen, so that reading the speech counts; its first preview frame came after ${hasty} s.
With ffmpeg.wasm as the encoder: ${ffmpegJob.stats.realTimeFactor.toFixed(2)} × the length (${ffmpegJob.duration.toFixed(0)} s of speech).

## Stages of the custom video

${table(
  ['stage', 'seconds', 'share'],
  Object.entries(figures.customVideo.stats.stageSeconds).map(([stage, seconds]) => [
    stage,
    seconds.toFixed(2),
    `${((100 * seconds) / figures.customVideo.stats.wallSeconds).toFixed(0)} %`,
  ]),
)}

## Against native programs, per frame, in the same run

${table(
  ['part', 'in the browser', 'native', 'ours over theirs'],
  [
    [
      'mouth network (onnxruntime-web WASM / onnxruntime-node, two threads)',
      perFrame(inBrowser.inference),
      perFrame(native.inference),
      over(inBrowser.inference, native.inference),
    ],
    [
      'H.264 (WebCodecs / ffmpeg libx264 ultrafast)',
      perFrame(inBrowser.encoding),
      perFrame(native.encoding),
      over(inBrowser.encoding, native.encoding),
    ],
    [
      'render stage as a whole (decode, crop, network, paste, encode) / network + encoding',
      perFrame(renderMs),
      perFrame(nativeSum),
      over(renderMs, nativeSum),
    ],
  ],
)}
`;
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function minutes(seconds = NaN): string {
  return seconds < 60 ? `${String(seconds)} s` : `${String(seconds / 60)} min`;
}

function megabytes(bytes = NaN): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
