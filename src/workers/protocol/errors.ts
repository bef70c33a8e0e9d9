/** The closed set of error codes of the public API. */
export const ERROR_CODES = [
  'unsupported-media',
  'corrupt-media',
  'no-audio',
  'empty-audio',
  'no-face',
  'no-clips',
  'bad-clip',
  'bad-option',
  'bad-model',
  'model-missing',
  'rights-not-confirmed',
  'out-of-memory',
  'storage-full',
  'gpu-lost',
  'worker-crashed',
  'offline-missing',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The stage of errors that a model pack of the user's is to blame for. */
export const MODEL_PACK_STAGE = 'model-pack';

export interface AppErrorFields {
  /** What the user can do about it. */
  hint: string;
  /** The pipeline stage that failed, as in Progress.stage. */
  stage?: string;
  /** Whether trying again, or with other options, can succeed without a reload. */
  recoverable?: boolean;
  cause?: unknown;
}

/**
 * The one error type users meet: `message` says what happened, `hint` what to do.
 * It survives structured cloning between threads through {@link serialiseError}.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly stage: string | undefined;
  readonly recoverable: boolean;

  constructor(code: ErrorCode, message: string, fields: AppErrorFields) {
    super(message, { cause: fields.cause });
    this.code = code;
    this.hint = fields.hint;
    this.stage = fields.stage;
    this.recoverable = fields.recoverable ?? true;
  }
}

/** A cancelled run rejects with this; it is not an error of ours. */
export function abortError(): DOMException {
  return new DOMException('The run was cancelled.', 'AbortError');
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Anything thrown becomes an AppError; aborts and AppErrors pass unchanged. */
export function toAppError(error: unknown, stage: string): AppError | DOMException {
  if (error instanceof AppError) {
    if (error.stage !== undefined) return error;
    return new AppError(error.code, error.message, {
      hint: error.hint,
      stage,
      recoverable: error.recoverable,
      cause: error.cause,
    });
  }
  if (isAbort(error)) return error as DOMException;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return new AppError('storage-full', 'The browser has no storage left for this.', {
      hint: 'Clear finished results or free disk space, then try again.',
      stage,
      cause: error,
    });
  }
  if (error instanceof DOMException && /^Not(Readable|Found)Error$/.test(error.name)) {
    return new AppError('corrupt-media', 'A file cannot be read any more.', {
      hint: 'It was moved, changed or deleted since it was chosen: choose it again.',
      stage,
      cause: error,
    });
  }
  if (/out of memory|allocation failed|bad_alloc|Array buffer allocation/i.test(text)) {
    return new AppError('out-of-memory', `The browser ran out of memory (${text}).`, {
      hint: 'Close other tabs, or choose the "low_memory" quality, then try again.',
      stage,
      cause: error,
    });
  }
  return new AppError('internal', text || 'Something failed without saying why.', {
    hint: 'Try again; if it keeps failing, the log panel holds the details to report.',
    stage,
    cause: error,
  });
}

export interface SerialisedError {
  kind: 'app' | 'abort' | 'other';
  code?: ErrorCode;
  message: string;
  hint?: string;
  stage?: string | undefined;
  recoverable?: boolean;
  stack?: string | undefined;
}

export function serialiseError(error: unknown): SerialisedError {
  if (error instanceof AppError) {
    const { code, message, hint, stage, recoverable, stack } = error;
    return { kind: 'app', code, message, hint, stage, recoverable, stack };
  }
  if (isAbort(error)) return { kind: 'abort', message: 'cancelled' };
  if (error instanceof Error) return { kind: 'other', message: error.message, stack: error.stack };
  return { kind: 'other', message: String(error) };
}

export function deserialiseError(error: SerialisedError): Error {
  if (error.kind === 'abort') return abortError();
  if (error.kind === 'app' && error.code) {
    const cause = error.stack === undefined ? undefined : new Error(error.stack);
    return new AppError(error.code, error.message, {
      hint: error.hint ?? '',
      ...(error.stage === undefined ? {} : { stage: error.stage }),
      recoverable: error.recoverable ?? true,
      cause,
    });
  }
  const other = new Error(error.message);
  if (error.stack !== undefined) other.stack = error.stack;
  return other;
}
