import { AppError } from '../../../../workers/protocol/errors';

/** Tells that a GPU cannot draw faces (any more); another painter draws the same frame instead. */
export function gpuError(what: string): AppError {
  return new AppError('gpu-lost', `The GPU cannot draw faces: ${what}.`, {
    hint: 'The mouth is drawn in another way instead.',
  });
}
