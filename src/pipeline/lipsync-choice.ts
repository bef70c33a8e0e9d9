import type { AvatarMedia } from '../platform/avatars';
import { lipsyncModel } from '../platform/model-store';
import { AppError } from '../workers/protocol/errors';
import type { GenerateOptions } from './options';
import type { HeardFeatures } from './speech-features';
import type { Warning } from './types';

/** The engine that needs no model; every avatar's own pictures do. */
export const EXEMPLAR = 'exemplar';

/** What draws the mouths of a job. */
export interface LipsyncChoice {
  engine: string;
  /** Null for an engine that needs no model. */
  modelUrl: string | null;
  /** The model's file for WASM, where that is another one. */
  wasmModelUrl?: string;
  /** What it hears, for model packs; null for engines that follow the mouth curves. */
  heard: HeardFeatures | null;
}

type ChoiceOptions = Pick<GenerateOptions, 'lipsyncModelId' | 'audioEncoder' | 'openness'>;

/**
 * The model asked for, or the avatar's own.
 * @throws AppError `model-missing`, `bad-option` (also for an audio encoder that the model does not have).
 */
export async function chooseLipsync(
  { id, lipsync }: Pick<AvatarMedia, 'id' | 'lipsync'>,
  options: ChoiceOptions,
): Promise<LipsyncChoice> {
  const { lipsyncModelId: wanted } = options;
  if (wanted !== undefined) return askedFor(wanted, options);
  if (lipsync === null) {
    throw new AppError('model-missing', `The avatar "${id}" has no lip-sync model.`, {
      hint: 'Choose a lip-sync model, or a built-in avatar.',
      stage: 'warm-up',
    });
  }
  if (lipsync.modelId !== null) return askedFor(lipsync.modelId, options);
  return checked(lipsync.engine, { engine: lipsync.engine, modelUrl: null, heard: null }, options);
}

/**
 * Whether the mouths of a job follow mouth curves; a model pack hears for itself. Needs no audio: what is wrong with the choice is told before
 * any is read. Without an avatar, as in custom videos, what was asked for counts.
 * @throws as {@link chooseLipsync} does.
 */
export async function followsCurves(
  avatar: Pick<AvatarMedia, 'id' | 'lipsync'> | null,
  options: ChoiceOptions,
): Promise<boolean> {
  const { lipsyncModelId: wanted } = options;
  if (avatar) return (await chooseLipsync(avatar, options)).heard === null;
  return wanted === undefined || (await askedFor(wanted, options)).heard === null;
}

/** What the user should know about the choice. */
export function lipsyncWarnings({ heard }: LipsyncChoice, { openness }: ChoiceOptions): Warning[] {
  if (heard === null || openness === 1) return [];
  const message = 'The chosen model opens the mouth as it learned to; "openness" has no effect.';
  return [{ code: 'openness-ignored', message }];
}

async function askedFor(id: string, options: ChoiceOptions): Promise<LipsyncChoice> {
  if (id === EXEMPLAR) {
    return checked(id, { engine: EXEMPLAR, modelUrl: null, heard: null }, options);
  }
  return checked(id, await lipsyncModel(id), options);
}

function checked(
  id: string,
  choice: LipsyncChoice,
  { audioEncoder }: ChoiceOptions,
): LipsyncChoice {
  const kind = choice.heard?.layout.kind ?? 'mouth curves';
  if (audioEncoder === 'auto' || audioEncoder === kind) return choice;
  const allowed =
    kind === 'ave' || kind === 'hubert' || kind === 'wenet' ? `auto, ${kind}` : 'auto';
  throw new AppError(
    'bad-option',
    `The option "audioEncoder" is "${audioEncoder}", but the model "${id}" hears ${kind}; allowed is ${allowed}.`,
    { hint: 'Leave the audio encoder on automatic.', stage: 'options' },
  );
}
