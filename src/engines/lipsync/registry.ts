import { AppError } from '../../workers/protocol/errors';
import type { LipsyncEngine } from './lipsync-engine';
import { exemplar } from './exemplar/exemplar';
import { synctalk2d } from './synctalk-2d/synctalk-2d';
import { unet } from './unet/unet';
import { wav2lip } from './wav2lip/wav2lip';

const ENGINES: readonly LipsyncEngine[] = [unet, exemplar, synctalk2d, wav2lip];

/** @throws AppError `bad-option` for an id that no engine has. */
export function lipsyncEngine(id: string): LipsyncEngine {
  const engine = ENGINES.find((candidate) => candidate.id === id);
  if (engine) return engine;
  throw new AppError('bad-option', `There is no lip-sync engine "${id}".`, {
    hint: `Use one of: ${ENGINES.map((candidate) => candidate.id).join(', ')}.`,
  });
}
