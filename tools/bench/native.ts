/** The yardsticks: what the same machine does outside of a browser. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../shell/terminal.ts';

const FOLDER = join(ROOT, 'tools', 'bench');
const WARM_UP_RUNS = 5;
/** Enough for the time ffmpeg takes to start not to count. */
const ENCODED_FRAMES = 1000;

/** The part of onnxruntime-node used here. */
interface NativeOrt {
  Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => unknown;
  InferenceSession: {
    create(
      path: string,
      options: { intraOpNumThreads: number },
    ): Promise<{ run(feeds: Record<string, unknown>): Promise<unknown> }>;
  };
}

export interface TensorShape {
  name: string;
  shape: number[];
}

/** Mean ms of one run of the model in onnxruntime-node; installs it on first use. */
export async function nativeInference(
  model: string,
  inputs: TensorShape[],
  threads: number,
  runs: number,
): Promise<number> {
  if (!existsSync(join(FOLDER, 'node_modules', 'onnxruntime-node'))) {
    // Its install script downloads CUDA; the CPU library is in the package.
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
      cwd: FOLDER,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  const require = createRequire(join(FOLDER, 'package.json'));
  const ort = require('onnxruntime-node') as NativeOrt;
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads });
  const feeds = Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return [name, new ort.Tensor('float32', new Float32Array(size).fill(0.5), shape)];
    }),
  );
  for (let run = 0; run < WARM_UP_RUNS; run++) await session.run(feeds);
  const begun = performance.now();
  for (let run = 0; run < runs; run++) await session.run(feeds);
  return (performance.now() - begun) / runs;
}

/**
 * Mean ms a frame of native ffmpeg encoding the frames of `video` with x264's fastest preset;
 * null where there is no ffmpeg with x264. The frames are decoded beforehand.
 */
export function nativeEncoding(
  video: string,
  { width, height, frames }: { width: number; height: number; frames: number },
  threads: number,
): number | null {
  const raw = `${video}.yuv`;
  const repeats = Math.ceil(ENCODED_FRAMES / frames);
  const quiet = ['-v', 'error', '-y'];
  const pixels = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p'];
  const size = ['-s', `${String(width)}x${String(height)}`, '-r', '25'];
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-threads', String(threads)];
  try {
    timed('ffmpeg', [...quiet, '-i', video, '-an', ...pixels, raw]);
    const input = ['-stream_loop', String(repeats - 1), ...pixels, ...size, '-i', raw];
    return timed('ffmpeg', [...quiet, ...input, ...x264, '-f', 'null', '-']) / (repeats * frames);
  } catch {
    return null;
  }
}

function timed(command: string, args: string[]): number {
  const begun = performance.now();
  execFileSync(command, args, { stdio: 'ignore' });
  return performance.now() - begun;
}
