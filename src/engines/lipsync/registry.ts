import { AppError } from '../../workers/protocol/errors';
import type { LipsyncEngine } from './lipsync-engine';
import { unet } from './unet/unet';

const ENGINES: readonly LipsyncEngine[] = [unet];

/** @throws AppError `bad-option` for an id that no engine has. */
export function lipsyncEngine(id: string): LipsyncEngine {
  const engine = ENGINES.find((candidate) => candidate.id === id);
  if (engine) return engine;
  throw new AppError('bad-option', `There is no lip-sync engine "${id}".`, {
    hint: `Use one of: ${ENGINES.map((candidate) => candidate.id).join(', ')}.`,
  });
}
