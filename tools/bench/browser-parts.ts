/** The two expensive parts of a job on their own in Chromium: the same runtimes, nothing around them. */
import { join } from 'node:path';
import type * as Mediabunny from 'mediabunny';
import type * as Ort from 'onnxruntime-web';
import type { BrowserContext } from 'playwright-core';
import { ROOT } from '../shell/terminal.ts';
import { inBarePage } from './bare-page.ts';
import type { TensorShape } from './native.ts';

/** Until the browser has compiled the hot kernels for good, which takes seconds. */
const WARM_UP_RUNS = 200;
/** As many frames as are kept decoded at once: 100 of 512 × 512 are 39 MB. */
const ENCODED_FRAMES = 100;

export interface BrowserParts {
  /** Mean ms of one run of the model in onnxruntime-web, WASM. */
  inference: number;
  /** Mean ms a frame of the browser's own H.264 encoder. */
  encoding: number;
}

export async function measureBrowserParts(
  context: BrowserContext,
  files: { model: string; video: string },
  inputs: TensorShape[],
  threads: number,
  runs: number,
): Promise<BrowserParts> {
  const ort = join(ROOT, 'node_modules/onnxruntime-web/dist');
  const runtime = Object.fromEntries(
    ['mjs', 'wasm'].map((kind) => {
      const name = `ort-wasm-simd-threaded.${kind}`;
      return [name, join(ort, name)];
    }),
  );
  const served = {
    ...runtime,
    'ort.mjs': join(ort, 'ort.wasm.min.mjs'),
    'model.onnx': files.model,
    'video.mp4': files.video,
  };
  return inBarePage(context, served, { ort: 'ort.mjs' }, async (page) => {
    const options = { inputs, threads, runs, warmUp: WARM_UP_RUNS };
    const inference = await page.evaluate(inferenceInPage, options);
    const encoding = await page.evaluate(encodingInPage, ENCODED_FRAMES);
    return { inference, encoding };
  });
}

/** What the page's own script puts on its window. */
interface Libraries {
  ort: typeof Ort;
  mb: typeof Mediabunny;
}

async function inferenceInPage(options: {
  inputs: TensorShape[];
  threads: number;
  runs: number;
  warmUp: number;
}): Promise<number> {
  const { ort } = window as unknown as Libraries;
  const asset = (kind: string) => new URL(`ort-wasm-simd-threaded.${kind}`, location.href).href;
  ort.env.wasm.wasmPaths = { mjs: asset('mjs'), wasm: asset('wasm') };
  ort.env.wasm.numThreads = options.threads;
  const session = await ort.InferenceSession.create('model.onnx', { executionProviders: ['wasm'] });
  const feeds = Object.fromEntries(
    options.inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return [name, new ort.Tensor('float32', new Float32Array(size).fill(0.5), shape)];
    }),
  );
  for (let run = 0; run < options.warmUp; run++) await session.run(feeds);
  const begun = performance.now();
  for (let run = 0; run < options.runs; run++) await session.run(feeds);
  return (performance.now() - begun) / options.runs;
}

async function encodingInPage(count: number): Promise<number> {
  const { mb } = window as unknown as Libraries;
  const video = await (await fetch('video.mp4')).blob();
  const input = new mb.Input({ source: new mb.BlobSource(video), formats: mb.ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The video has no picture.');
  const frames: VideoFrame[] = [];
  for await (const sample of new mb.VideoSampleSink(track).samples()) {
    frames.push(sample.toVideoFrame());
    sample.close();
    if (frames.length === count) break;
  }
  const [first] = frames;
  if (first === undefined) throw new Error('The video has no frames.');
  const encoder = new VideoEncoder({
    output: () => undefined,
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({
    codec: 'avc1.640028',
    width: first.displayWidth,
    height: first.displayHeight,
    framerate: 25,
    bitrate: 2_000_000,
  });
  const begun = performance.now();
  for (const frame of frames) {
    encoder.encode(frame);
    frame.close();
  }
  await encoder.flush();
  const milliseconds = (performance.now() - begun) / frames.length;
  encoder.close();
  return milliseconds;
}
