import { abortError, AppError, type ErrorCode } from '../workers/protocol/errors';

/** Address of a file of the app, whatever folder the app is served from. */
export function appUrl(path: string): string {
  return new URL(path.split('/').map(encodeURIComponent).join('/'), document.baseURI).href;
}

/**
 * Fetches a file of our own origin; the service worker answers when offline.
 *
 * @param path relative to the page, not percent-encoded.
 * @param missing code for a file that is not there.
 * @throws AppError of that code, or `offline-missing` without a connection; AbortError.
 */
export async function fetchFile(
  path: string,
  missing: ErrorCode,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(appUrl(path), signal === undefined ? {} : { signal });
  } catch (cause) {
    if (signal?.aborted === true) throw abortError();
    throw new AppError('offline-missing', `The file "${path}" could not be fetched.`, {
      hint: 'Go online once, or press "Make everything available offline" while you are.',
      cause,
    });
  }
  // Hosts of single-page apps answer a missing file with their index page.
  const html = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.ok && !html) return response;
  throw new AppError(missing, `The file "${path}" is not there (${response.status}).`, {
    hint: 'Reload the page; if it stays so, the app was not copied to its server completely.',
  });
}
