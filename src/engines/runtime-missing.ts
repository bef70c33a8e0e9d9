import { AppError } from '../workers/protocol/errors';

/** What Chromium, Firefox, Safari and Emscripten say of a script or binary that does not come. */
const NOT_FETCHED =
  /failed to fetch|dynamically imported|importing a module|NetworkError|load failed|fetching of the wasm failed/i;

/**
 * The error for a runtime that could not be fetched; null when the runtime failed for another reason.
 * @param what names the runtime for the user, "The runtime of the networks" for example.
 */
export function runtimeMissing(what: string, cause: unknown): AppError | null {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (!NOT_FETCHED.test(text)) return null;
  // The browser's text names an address, which helps nobody but the log.
  return new AppError('offline-missing', `${what} is not on this device and cannot be fetched.`, {
    hint: 'Go online once, or press "Make everything available offline" while you are.',
    cause,
  });
}
