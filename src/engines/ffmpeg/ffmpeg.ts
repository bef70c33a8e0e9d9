import coreUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';
import { FFmpeg, type FFFSType } from '@ffmpeg/ffmpeg';
import { abortError, AppError } from '../../workers/protocol/errors';
import workerUrl from './ffmpeg.worker.ts?worker&url';
import { SPOOL_FILE_SYSTEM } from './protocol';

/** An unused core holds some 100 MB; it is let go after this long. */
const IDLE_MILLISECONDS = 20_000;

/** Log lines kept from the start, which describe the input, and from the end, which explain failures. */
const LOG_LINES = 40;

export interface FfmpegRun {
  code: number;
  /** The first and the last lines ffmpeg wrote. */
  log: string[];
}

/** Name of an output that stays in ffmpeg's memory. */
const OUTPUT = 'output';

/** Mount points are never used twice. */
let mounts = 0;

/** A loaded ffmpeg.wasm during one {@link withFfmpeg} task. */
export class FfmpegSession {
  readonly #ffmpeg: FFmpeg;

  constructor(ffmpeg: FFmpeg) {
    this.#ffmpeg = ffmpeg;
  }

  /**
   * Runs one command line; a non-zero code is left to the caller to judge.
   * @param onSeconds told about twice a second how much of the output is written.
   */
  async run(args: string[], onSeconds?: (seconds: number) => void): Promise<FfmpegRun> {
    const log: string[] = [];
    const listen = ({ message }: { message: string }): void => {
      log.push(message);
      const seconds = onSeconds && writtenSeconds(message);
      if (seconds !== undefined) onSeconds?.(seconds);
      if (log.length > 2 * LOG_LINES) log.splice(LOG_LINES, 1);
    };
    this.#ffmpeg.on('log', listen);
    try {
      const code = await this.#ffmpeg.exec(['-hide_banner', ...args]);
      return { code, log };
    } finally {
      this.#ffmpeg.off('log', listen);
    }
  }

  /** Makes a blob readable as a file without copying it into memory; `use` gets its path. */
  async withInput<T>(blob: Blob, use: (path: string) => Promise<T>): Promise<T> {
    mounts += 1;
    const mountPoint = `/input${mounts}`;
    await this.#ffmpeg.createDir(mountPoint);
    const options = { blobs: [{ name: 'media', data: blob }] };
    await this.#ffmpeg.mount('WORKERFS' as FFFSType, options, mountPoint);
    try {
      return await use(`${mountPoint}/media`);
    } finally {
      await this.#ffmpeg.unmount(mountPoint);
    }
  }

  /** Gives `use` a path whose bytes stream into `file` of the origin's storage. */
  async withSpool<T>(file: FileSystemFileHandle, use: (path: string) => Promise<T>): Promise<T> {
    mounts += 1;
    const path = `/spool${mounts}`;
    // The mount type and its option are our worker's own: see protocol.ts.
    await this.#ffmpeg.mount(SPOOL_FILE_SYSTEM as FFFSType, { file } as object, path);
    try {
      return await use(path);
    } finally {
      await this.#ffmpeg.unmount(path);
    }
  }

  /**
   * Runs a command line that ends with the path of its one output. The output streams into `file`, or stays in memory
   * without one; null when ffmpeg wrote nothing. The exit code is not asked: a damaged tail makes it fail although
   * all before it was converted.
   */
  async produce(
    args: string[],
    file: FileSystemFileHandle | null,
    onSeconds?: (seconds: number) => void,
  ): Promise<{ log: string[]; output: Blob | null }> {
    const run = (path: string) => this.run([...args, path], onSeconds);
    const { log } = file ? await this.withSpool(file, run) : await run(OUTPUT);
    const output = file ? await file.getFile() : await this.#takeOutput();
    return { log, output: output && output.size > 0 ? output : null };
  }

  async #takeOutput(): Promise<Blob | null> {
    try {
      return new Blob([await this.takeFile(OUTPUT)]);
    } catch {
      // No such file: ffmpeg failed before it wrote anything.
      return null;
    }
  }

  async writeFile(path: string, data: Uint8Array): Promise<void> {
    await this.#ffmpeg.writeFile(path, data);
  }

  /** Reads a file out of ffmpeg's memory and deletes it there. */
  async takeFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const data = await this.#ffmpeg.readFile(path);
    await this.#ffmpeg.deleteFile(path);
    if (typeof data === 'string') throw new TypeError('ffmpeg returned text for a binary file.');
    return new Uint8Array(data);
  }

  async deleteFile(path: string): Promise<void> {
    await this.#ffmpeg.deleteFile(path);
  }
}

/** From a line of statistics: "frame=  123 fps= 45 … time=00:00:04.92 bitrate=…". */
function writtenSeconds(line: string): number | undefined {
  const [, hours, minutes, seconds] = /^frame=.*time=(\d+):(\d+):([\d.]+)/.exec(line) ?? [];
  if (hours === undefined) return undefined;
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
}

/**
 * Asks for the first byte of each of ffmpeg's files, which the service worker answers for those on the device.
 * @throws AppError `offline-missing`.
 */
export async function checkFfmpeg(): Promise<void> {
  if (instance) return;
  await Promise.all(
    [coreUrl, wasmUrl].map(async (url) => {
      const response = await fetch(new URL(url, self.location.href), {
        headers: { Range: 'bytes=0-0' },
      }).catch((cause: unknown) => {
        throw notLoaded(cause);
      });
      await response.body?.cancel();
      if (!response.ok) throw notLoaded(new Error(`${url}: ${response.status}`));
    }),
  );
}

function notLoaded(cause: unknown): AppError {
  return new AppError('offline-missing', 'The ffmpeg engine could not be loaded.', {
    hint: 'It is fetched on first need: go online once, or choose "Make everything available offline".',
    cause,
  });
}

let instance: FFmpeg | null = null;
let queue: Promise<unknown> = Promise.resolve();
let idleTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs `task` alone on the one ffmpeg.wasm of this thread, loading it first if need be (32 MB).
 * An abort ends ffmpeg at once, in the middle of a command.
 * Throws offline-missing if ffmpeg cannot be loaded.
 */
export function withFfmpeg<T>(
  task: (session: FfmpegSession) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const turn = queue.then(() => runTask(task, signal));
  queue = turn.catch(() => undefined);
  return turn;
}

async function runTask<T>(
  task: (session: FfmpegSession) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal?.aborted) throw abortError();
  clearTimeout(idleTimer);
  let cancel: () => void = () => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    cancel = () => {
      releaseFfmpeg();
      reject(abortError());
    };
  });
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const work = load().then((ffmpeg) => task(new FfmpegSession(ffmpeg)));
    return await Promise.race([work, cancelled]);
  } catch (error) {
    // After a crash ("memory access out of bounds") the core is not usable again.
    releaseFfmpeg();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    idleTimer = setTimeout(releaseFfmpeg, IDLE_MILLISECONDS);
  }
}

async function load(): Promise<FFmpeg> {
  if (instance) return instance;
  const ffmpeg = new FFmpeg();
  instance = ffmpeg;
  try {
    await ffmpeg.load({
      coreURL: new URL(coreUrl, self.location.href).href,
      wasmURL: new URL(wasmUrl, self.location.href).href,
      classWorkerURL: new URL(workerUrl, self.location.href).href,
    });
  } catch (cause) {
    throw notLoaded(cause);
  }
  return ffmpeg;
}

/** Ends ffmpeg's thread and frees its memory; the next task loads it again. */
function releaseFfmpeg(): void {
  clearTimeout(idleTimer);
  instance?.terminate();
  instance = null;
}
