import { matchesChecksum } from './checksum';
import { abortError, AppError } from './errors';
import type { Run } from './progress';

/** Past the HTTP cache, which may hold the file of an older version or half of one. */
const SECOND_TRY: RequestInit = { cache: 'reload' };

/**
 * The bytes of a model file of our own origin; the service worker answers when offline.
 * An address with a checksum (see checksum.ts) is asked again once when what came is another file.
 *
 * @throws AppError `model-missing` when it is not there, `offline-missing` when it cannot be
 *   reached, `bad-model` when its checksum is wrong; AbortError when cancelled.
 */
export async function fetchModel(url: string, run: Run = {}): Promise<Uint8Array<ArrayBuffer>> {
  for (const init of [{}, SECOND_TRY]) {
    const bytes = await download(url, init, run);
    if (await matchesChecksum(bytes, url)) return bytes;
  }
  throw new AppError('bad-model', `The model ${nameOf(url)} is damaged: its checksum is wrong.`, {
    hint: 'Reload the page. If you run this server, run "npm run models" and build again.',
    stage: 'models',
  });
}

async function download(
  url: string,
  init: RequestInit,
  run: Run,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const signal = run.signal ?? null;
    const response = await fetch(url, { ...init, signal });
    // Hosts of single-page apps answer a missing file with their index page.
    const html = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (!response.ok || html) throw missing(url, response.status);
    return await readBody(response, run);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (run.signal?.aborted === true) throw abortError();
    throw new AppError('offline-missing', `The model ${nameOf(url)} could not be fetched.`, {
      hint: 'Go online once, or press "Make everything available offline" while you are.',
      stage: 'models',
      cause,
    });
  }
}

async function readBody(response: Response, run: Run): Promise<Uint8Array<ArrayBuffer>> {
  const { onProgress } = run;
  if (onProgress === undefined || response.body === null) {
    return new Uint8Array(await response.arrayBuffer());
  }
  // With compression the header tells less than what comes: the total grows along then.
  const announced = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    done += part.value.length;
    onProgress({ stage: 'models', done, total: Math.max(done, announced), unit: 'bytes' });
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function missing(url: string, status: number): AppError {
  return new AppError('model-missing', `The model ${nameOf(url)} is not there (${status}).`, {
    hint: 'Run "npm run models", then build again.',
    stage: 'models',
  });
}

/** File name of an address, without query and fragment. */
function nameOf(url: string): string {
  return (
    url
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? url
  );
}
