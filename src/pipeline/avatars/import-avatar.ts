/** A user's own core clips: files in, an avatar in the gallery out; face tracks are made afterwards. */
import { givenFiles } from '../../platform/archive/given-files';
import { toAppError } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { ImportAvatarSchema, parseOptions } from '../options';
import { discardPrepared } from '../prepared-video';
import { StageWatch } from '../stage-watch';
import type { ImportAvatarOptions, ImportedAvatarSummary } from '../types';
import { chooseClips } from './choose-clips';
import { NOTHING_KNOWN, readExported } from './exported-avatar';
import { fitClips } from './fit-clips';
import { readClips } from './read-clips';
import { chosenModel, requireRights, storeAvatar } from './store-avatar';

/** What may be imported at once: an hour of Full HD at 4 Mbit/s, and more clips than anybody names. */
const LIMITS = { files: 500, bytes: 2_000_000_000, code: 'bad-clip' } as const;

/**
 * Imports a folder of core clips, single clips, or a zip of either, named by the convention (docs/clips.md). An
 * avatar that was exported brings its face tracks along.
 *
 * @throws AppError `rights-not-confirmed`, `no-clips`, `bad-clip` (named), `model-missing`, `bad-option`;
 *   `storage-full`: nothing is stored then.
 */
export async function importAvatar(
  files: File[],
  options: ImportAvatarOptions,
  { signal, onProgress }: Run = {},
): Promise<ImportedAvatarSummary> {
  const choices = parseOptions(ImportAvatarSchema, options, 'importAvatar');
  requireRights(choices.rightsConfirmed);
  const watch = new StageWatch(onProgress);
  try {
    const lipsyncModelId = await chosenModel(choices.lipsyncModelId);
    const given = await givenFiles(files, LIMITS);
    const chosen = chooseClips(given);
    const read = await watch.stage('import', 'clips', (report) =>
      readClips(chosen.clips, report, signal),
    );
    const fitted = await watch
      .stage('fit', 'frames', (report) => fitClips(read, report, signal))
      .finally(() => Promise.all(read.map(discardPrepared)));
    const { name, face } = choices;
    const exported = await readExported(given, fitted.clips, signal);
    // Tracks that come along are of whoever was chosen when they were made.
    const known = face ? { ...exported, clips: NOTHING_KNOWN.clips } : exported;
    const summary = await watch.stage('store', 'items', () =>
      storeAvatar(fitted, { name, lipsyncModelId, face }, known, signal),
    );
    const warnings = [...chosen.warnings, ...fitted.warnings, ...exported.warnings];
    return { ...summary, warnings };
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}
