import { expose, transfer } from 'comlink';
import type { LipsyncSession, OpenLipsync } from '../engines/lipsync/lipsync-engine';
import { lipsyncEngine } from '../engines/lipsync/registry';
import { registerTransferHandlers } from './protocol/abort';
import { AppError, serialiseError, toAppError } from './protocol/errors';
import { fetchModel } from './protocol/model-file';
import type {
  LipsyncOptions,
  LipsyncReply,
  LipsyncRequest,
  LipsyncWarning,
  LipsyncWorkerApi,
} from './protocol/lipsync';

let session: LipsyncSession | undefined;
let loadedOptions = '';
let warn: (warning: LipsyncWarning) => void = () => undefined;
let connection: MessagePort | undefined;
/** Requests run one after the other: a session draws on one canvas. */
let queue: Promise<void> = Promise.resolve();

function loaded(): LipsyncSession {
  if (session) return session;
  throw new AppError('internal', 'Lip-sync was asked for before an engine was loaded.', {
    hint: 'Reload the page.',
  });
}

/** Reads each file of the model once. */
function modelReader({ modelUrl, wasmModelUrl }: LipsyncOptions): OpenLipsync['model'] {
  if (modelUrl === null) return null;
  const files = new Map<string, Promise<Uint8Array>>();
  return (backend) => {
    const url = backend === 'wasm' ? (wasmModelUrl ?? modelUrl) : modelUrl;
    const file = files.get(url) ?? fetchModel(url);
    files.set(url, file);
    // It may be had later.
    file.catch(() => files.delete(url));
    return file;
  };
}

async function load(options: LipsyncOptions): Promise<LipsyncSession> {
  const { backend, threads } = options;
  return lipsyncEngine(options.engine).open({
    model: modelReader(options),
    backend,
    threads,
    onWarning: (warning) => warn(warning),
  });
}

async function answer(port: MessagePort, { id, items }: LipsyncRequest): Promise<void> {
  try {
    const outputs = await loaded().process(items);
    const reply: LipsyncReply = { id, outputs };
    port.postMessage(
      reply,
      outputs.map(({ frame }) => frame),
    );
  } catch (error) {
    for (const { frame } of items) frame.close();
    const reply: LipsyncReply = { id, error: serialiseError(toAppError(error, 'lipsync')) };
    port.postMessage(reply);
  }
}

const api: LipsyncWorkerApi = {
  async load(options, onWarning) {
    warn = onWarning ?? (() => undefined);
    const key = JSON.stringify(options);
    if (!session || key !== loadedOptions) {
      // Frames of a job that was cancelled may still be under way.
      await queue;
      await session?.dispose();
      session = undefined;
      session = await load(options);
      loadedOptions = key;
    }
    return session.backend;
  },
  async prepare(source) {
    await loaded().prepare(source);
    return loaded().wishes?.() ?? [];
  },
  async takePictures(pictures) {
    await loaded().takePictures?.(pictures);
  },
  plansAhead: () => Promise.resolve(loaded().plan !== undefined),
  async plan(request) {
    const plan = await loaded().plan?.(request);
    return plan ? transfer(plan, [plan.buffer]) : null;
  },
  warmUp: () => loaded().warmUp(),
  backend: () => Promise.resolve(loaded().backend),
  connect(port) {
    connection?.close();
    connection = port;
    port.onmessage = ({ data }: MessageEvent<LipsyncRequest>) => {
      queue = queue.then(() => answer(port, data));
    };
    return Promise.resolve();
  },
  async unload() {
    await queue;
    await session?.dispose();
    session = undefined;
  },
};

registerTransferHandlers();
expose(api);
