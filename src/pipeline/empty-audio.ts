import { AppError } from '../workers/protocol/errors';

export function emptyAudio(message: string): AppError {
  return new AppError('empty-audio', message, {
    hint: 'Choose a file with sound in it, or record some speech.',
    stage: 'speech',
  });
}
