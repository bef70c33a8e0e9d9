/**
 * `npm run bench [-- --quick]`: speed and memory against the goals and native programs; docs/benchmarks.md.
 * With `--drawing` only the exemplar engine's time a frame; with `--faces` only the following of faces beside the bare
 * landmarker; with `--low-memory` the memory of that preset alone, which takes as long as the rest together.
 */
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { measureBrowserParts } from '../bench/browser-parts.ts';
import { measureCustomVideo, SOURCE, talkingSource } from '../bench/custom-video.ts';
import { measureDrawing } from '../bench/drawing.ts';
import { measureFaces } from '../bench/faces.ts';
import { lowMemoryPeak } from '../bench/low-memory.ts';
import { MemoryWatch } from '../bench/memory.ts';
import { nativeEncoding, nativeInference, type TensorShape } from '../bench/native.ts';
import { runPageJob, type PageJob } from '../bench/page-job.ts';
import { goals, report } from '../bench/report.ts';
import { openApp } from '../shell/app-page.ts';
import { DIST, ensureBuilt, ensureModels } from '../shell/build.ts';
import { PageGenerator } from '../shell/generate-in-page.ts';
import { formatBytes, heading, ROOT, runNode, toolScript } from '../shell/terminal.ts';
import { repeatedSample } from '../bench/speech.ts';

/** As the app uses on the machine the goals are set for. */
const THREADS = 2;
const INFERENCE_RUNS = 100;
/** Long enough for the browser to have compiled what is hot for good: that takes whole seconds, once, in the midst of a job. */
const WARM_UP_S = 61;

const LENGTHS = {
  full: { job: 60, ffmpeg: 20, memory: [60, 600], lowMemory: 600 },
  quick: { job: 15, ffmpeg: 5, memory: [10, 40], lowMemory: 20 },
};

/** At the peak of a job with quality "Low memory", bytes. */
const LARGEST_LOW_MEMORY = 1.2e9;

export async function main(args: string[]): Promise<number> {
  const quick = args.includes('--quick');
  const lengths = quick ? LENGTHS.quick : LENGTHS.full;
  if (args.includes('--drawing')) {
    console.log(measureDrawing() ?? 'There is no ffmpeg to read the clip with.');
    return 0;
  }
  await ensureModels();
  await ensureBuilt();
  if (args.includes('--low-memory')) {
    const peak = await lowMemoryPeak(lengths.lowMemory);
    const verdict = peak <= LARGEST_LOW_MEMORY ? 'met' : 'MISSED';
    const goal = `≤ ${formatBytes(LARGEST_LOW_MEMORY)}`;
    console.log(
      `${String(lengths.lowMemory)} s of speech: ${formatBytes(peak)} (goal ${goal}: ${verdict})`,
    );
    return 0;
  }
  if (args.includes('--faces')) {
    const app = await openApp();
    const video = await talkingSource(app.context, SOURCE);
    const { bare, one, two } = await measureFaces(app.context, app.page, video);
    await app.close();
    const over = (fps: number): string =>
      `${fps.toFixed(1)} = ${(fps / bare).toFixed(2)} x the bare call`;
    console.log(
      `bare ${bare.toFixed(1)} frames a second; one thread ${over(one)}; two ${over(two)}`,
    );
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'mouthpiece-bench-'));
  try {
    heading('speed');
    const app = await openApp();
    const browserVersion = app.context.browser()?.version() ?? 'of unknown version';
    const generator = new PageGenerator(app.page);
    const options = { mode: 'core-clips' } as const;
    const warmUp = await generator.generate({ audio: repeatedSample(WARM_UP_S), options });
    if (!warmUp.ok) throw new Error(`${warmUp.failure.code}: ${warmUp.failure.message}`);
    const job = await runPageJob(app.page, repeatedSample(lengths.job), lengths.job);
    show(job);
    // Another file, so that nothing of it is known yet.
    const other = repeatedSample(lengths.job - 1);
    const looked = await runPageJob(app.page, other, lengths.job, { lookAround: true });
    show(looked);

    heading('ffmpeg.wasm');
    const audio = repeatedSample(lengths.ffmpeg);
    const ffmpeg = await generator.generate({ audio, options: { ...options, encoder: 'ffmpeg' } });
    if (!ffmpeg.ok) throw new Error(`${ffmpeg.failure.code}: ${ffmpeg.failure.message}`);
    const ffmpegJob = { ...ffmpeg.summary, firstPreview: null, longestTask: 0 };
    show(ffmpegJob);
    const video = join(folder, 'talking.mp4');
    await generator.save(video);
    await app.close();

    heading('parts, in the browser and native');
    const { file, inputs } = await unetOf();
    const model = join(DIST, 'models', file);
    const bare = await openApp();
    const files = { model, video };
    const inBrowser = await measureBrowserParts(
      bare.context,
      files,
      inputs,
      THREADS,
      INFERENCE_RUNS,
    );
    await bare.close();
    const native = {
      inference: await nativeInference(model, inputs, THREADS, INFERENCE_RUNS),
      encoding: nativeEncoding(video, ffmpeg.summary, THREADS),
    };
    console.log(inBrowser, native);

    heading('custom video');
    const custom = await openApp();
    const customVideo = await measureCustomVideo(custom.context, custom.page, lengths.job);
    await custom.close();
    console.log(customVideo);

    heading('memory');
    const memory = [];
    for (const seconds of lengths.memory) memory.push(await peakMemory(seconds, folder));

    const figures = {
      seconds: lengths.job,
      job,
      looked,
      ffmpegJob,
      memory,
      drawing: measureDrawing(),
      inBrowser,
      customVideo,
      native,
      browserVersion,
      firstVisit: await firstVisitBytes(),
      command: `npm run bench${quick ? ' -- --quick' : ''}`,
    };
    const page = join(ROOT, 'docs', 'benchmarks.md');
    await writeFile(page, report(figures));
    // Widths of tables are Prettier's matter.
    await runNode([toolScript('prettier'), '--write', '--log-level=warn', page]);
    heading('goals');
    for (const { measure, value, goal, met } of goals(figures)) {
      console.log(`${met ? 'met   ' : 'MISSED'} ${measure}: ${value} (${goal})`);
    }
    console.log('\nWritten to docs/benchmarks.md.');
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function show({ stats, duration, firstPreview, longestTask }: PageJob): void {
  console.log({ duration, ...stats, firstPreview, longestTask });
}

/** A fresh browser for each length: what one job leaves behind must not count for the next. */
async function peakMemory(
  seconds: number,
  folder: string,
): Promise<{ seconds: number; bytes: number }> {
  const app = await openApp();
  // From the disk, as a user's file is: handed over in memory it costs the page several times its size.
  const audio = join(folder, `${String(seconds)}s.wav`);
  await writeFile(audio, repeatedSample(seconds).buffer);
  const watch = new MemoryWatch();
  try {
    watch.start();
    await runPageJob(app.page, audio, seconds);
    const bytes = watch.stop();
    console.log(`${String(seconds)} s of speech: ${(bytes / 1e6).toFixed(0)} MB`);
    return { seconds, bytes };
  } finally {
    watch.stop();
    await app.close();
  }
}

/** File and inputs of the default avatar's network on WASM, as the manifest describes them. */
async function unetOf(): Promise<{ file: string; inputs: TensorShape[] }> {
  const text = await readFile(join(DIST, 'models', 'manifest.json'), 'utf8');
  const { models } = JSON.parse(text) as {
    models: { id: string; file: string; inputs: TensorShape[]; wasm?: string }[];
  };
  const unet = models.find(({ id }) => id.startsWith('unet-'));
  if (unet === undefined) throw new Error('The manifest lists no mouth network.');
  return models.find(({ id }) => id === unet.wasm) ?? unet;
}

/** Sum of the gzipped files that the first video needs, as .size-limit.mjs counts them. */
async function firstVisitBytes(): Promise<number> {
  const { assets } = JSON.parse(await readFile(join(DIST, 'offline-assets.json'), 'utf8')) as {
    assets: { path: string; group: string }[];
  };
  let sum = 0;
  for (const { path, group } of assets) {
    if (group !== 'shell' && group !== 'main-job') continue;
    sum += gzipSync(await readFile(join(DIST, path))).length;
  }
  return sum;
}
