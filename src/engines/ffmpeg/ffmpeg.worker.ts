/** The thread of ffmpeg.wasm: one single-threaded core, driven by @ffmpeg/ffmpeg's FFmpeg class. */
import { SPOOL_FILE_SYSTEM, type FfmpegRequest } from './protocol';

/** What is used of the Emscripten stream that a device operation is given. */
interface DeviceStream {
  position: number;
}

interface DeviceOperations {
  read(stream: DeviceStream, heap: Uint8Array, offset: number, length: number, at: number): number;
  write(stream: DeviceStream, heap: Uint8Array, offset: number, length: number, at: number): number;
  llseek(stream: DeviceStream, offset: number, whence: number): number;
}

/** The part of Emscripten's FS that the core exposes and this thread uses. */
interface EmscriptenFs {
  filesystems: Record<string, unknown>;
  writeFile(path: string, data: Uint8Array | string): void;
  readFile(path: string): Uint8Array;
  unlink(path: string): void;
  mkdir(path: string): void;
  mount(type: unknown, options: unknown, mountPoint: string): void;
  unmount(mountPoint: string): void;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: DeviceOperations): void;
  mkdev(path: string, device: number): void;
}

interface FfmpegCore {
  FS: EmscriptenFs;
  ret: number;
  exec(...args: string[]): void;
  reset(): void;
  setTimeout(milliseconds: number): void;
  setLogger(logger: (entry: { type: string; message: string }) => void): void;
  setProgress(listener: (entry: { progress: number; time: number }) => void): void;
}

type CreateCore = (options: { mainScriptUrlOrBlob: string }) => Promise<FfmpegCore>;

/** Emscripten's device majors below 64 are taken by its terminals. */
const SPOOL_DEVICE_MAJOR = 64;

const SEEK_CUR = 1;
const SEEK_END = 2;

let core: FfmpegCore | null = null;
let spools = 0;
const openSpools = new Map<string, FileSystemSyncAccessHandle>();

function loaded(): FfmpegCore {
  if (!core) throw new Error('ffmpeg is not loaded');
  return core;
}

async function load(coreURL: string, wasmURL: string): Promise<boolean> {
  const first = core === null;
  const module = (await import(/* @vite-ignore */ coreURL)) as { default: CreateCore };
  // The core takes the place of its wasm file from the fragment of its own address.
  const places = btoa(JSON.stringify({ wasmURL, workerURL: '' }));
  core = await module.default({ mainScriptUrlOrBlob: `${coreURL}#${places}` });
  core.setLogger((data) => self.postMessage({ type: 'LOG', data }));
  core.setProgress((data) => self.postMessage({ type: 'PROGRESS', data }));
  return first;
}

function exec(args: string[], timeout: number): number {
  const ffmpeg = loaded();
  ffmpeg.setTimeout(timeout);
  ffmpeg.exec(...args);
  const code = ffmpeg.ret;
  ffmpeg.reset();
  return code;
}

/** Makes `path` a device whose bytes go straight to a file, so that outputs of any length need no memory. */
async function mountSpool(path: string, file: FileSystemFileHandle): Promise<void> {
  const { FS } = loaded();
  const handle = await file.createSyncAccessHandle();
  handle.truncate(0);
  spools += 1;
  const device = FS.makedev(SPOOL_DEVICE_MAJOR, spools);
  FS.registerDevice(device, {
    read: (_stream, heap, offset, length, at) =>
      handle.read(heap.subarray(offset, offset + length), { at }),
    write: (_stream, heap, offset, length, at) =>
      handle.write(heap.subarray(offset, offset + length), { at }),
    llseek(stream, offset, whence) {
      if (whence === SEEK_CUR) return stream.position + offset;
      return whence === SEEK_END ? handle.getSize() + offset : offset;
    },
  });
  FS.mkdev(path, device);
  openSpools.set(path, handle);
}

function unmount(path: string): void {
  const { FS } = loaded();
  const spool = openSpools.get(path);
  if (!spool) {
    FS.unmount(path);
    return;
  }
  spool.flush();
  spool.close();
  openSpools.delete(path);
  FS.unlink(path);
}

async function mount(data: FfmpegRequest['data']): Promise<boolean> {
  const path = data.mountPoint ?? '';
  if (data.fsType === SPOOL_FILE_SYSTEM && data.options?.file) {
    await mountSpool(path, data.options.file);
    return true;
  }
  const { FS } = loaded();
  FS.mount(FS.filesystems[data.fsType ?? ''], data.options, path);
  return true;
}

async function answer({ type, data }: FfmpegRequest): Promise<unknown> {
  const path = data.path ?? '';
  switch (type) {
    case 'LOAD':
      return load(data.coreURL ?? '', data.wasmURL ?? '');
    case 'EXEC':
      return exec(data.args ?? [], data.timeout ?? -1);
    case 'WRITE_FILE':
      loaded().FS.writeFile(path, data.data ?? '');
      return true;
    case 'READ_FILE':
      return loaded().FS.readFile(path);
    case 'DELETE_FILE':
      loaded().FS.unlink(path);
      return true;
    case 'CREATE_DIR':
      loaded().FS.mkdir(path);
      return true;
    case 'MOUNT':
      return mount(data);
    case 'UNMOUNT':
      unmount(data.mountPoint ?? '');
      return true;
  }
}

self.onmessage = ({ data: request }: MessageEvent<FfmpegRequest>) => {
  answer(request).then(
    (data) => {
      const transfer = data instanceof Uint8Array ? [data.buffer] : [];
      self.postMessage({ id: request.id, type: request.type, data }, { transfer });
    },
    (error: unknown) => self.postMessage({ id: request.id, type: 'ERROR', data: describe(error) }),
  );
};

/** Emscripten throws plain objects with a name and an errno. */
function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'errno' in error) {
    return `file-system error ${String(error.errno)}`;
  }
  return String(error);
}
