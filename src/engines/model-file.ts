import { AppError } from '../workers/protocol/errors';

/**
 * The bytes of a model file of our own origin; the service worker answers when offline.
 * @throws AppError `model-missing` when it is not there, `offline-missing` when it cannot be reached.
 */
export async function fetchModel(url: string): Promise<Uint8Array> {
  const name = url.split('/').at(-1) ?? url;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new AppError('offline-missing', `The model ${name} could not be fetched.`, {
      hint: 'Go online once, or press "Make everything available offline" while you are.',
      cause,
    });
  }
  // Hosts of single-page apps answer a missing file with their index page.
  const html = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!response.ok || html) {
    throw new AppError('model-missing', `The model ${name} is not there (${response.status}).`, {
      hint: 'Run "npm run models", then build again.',
    });
  }
  return new Uint8Array(await response.arrayBuffer());
}
