import { isVideoName, parseClipName } from '../../core/clips/clip-name';
import type { PlanClip } from '../../core/clips/edl';
import type { GivenFile } from '../../platform/archive/given-files';
import { AppError } from '../../workers/protocol/errors';
import type { Warning } from '../types';

/** A file that is a clip by its name. */
export interface GivenClip {
  name: string;
  kind: PlanClip['kind'];
  file: GivenFile;
}

/** What lies beside the clips in an exported avatar's folder. */
const COMPANION = /(^|[\\/])avatar\.json$|\.track$|\.jpe?g$|\.png$|\.txt$|\.md$/i;

/**
 * The clips among the given files, by the naming convention of core clips (docs/clips.md); the rest is skipped, with the reason.
 *
 * @throws AppError `no-clips` when there is none, `bad-clip` when two have the same name.
 */
export function chooseClips(given: readonly GivenFile[]): {
  clips: GivenClip[];
  warnings: Warning[];
} {
  const clips: GivenClip[] = [];
  const skipped: GivenFile[] = [];
  for (const file of given) {
    const parsed = parseClipName(file.name);
    if (parsed) clips.push({ name: file.name, kind: parsed.kind, file });
    else if (!COMPANION.test(file.name)) skipped.push(file);
  }
  if (clips.length === 0) throw noClips(given);
  refuseTwins(clips);
  return { clips, warnings: [...skipped.map(skippedFile), ...missingKinds(clips)] };
}

function skippedFile({ path, name }: GivenFile): Warning {
  const why = isVideoName(name)
    ? 'its name says neither "talk" nor "silence"'
    : 'it is no MP4, MOV, WebM, MKV or AVI';
  return { code: 'file-skipped', message: `"${path}" was left out: ${why}.` };
}

function missingKinds(clips: readonly GivenClip[]): Warning[] {
  const has = (wanted: PlanClip['kind']) => clips.some(({ kind }) => kind === wanted);
  const warnings: Warning[] = [];
  if (!has('talk')) {
    const message = 'No clip is named "talk": speech will be put on the silence clips.';
    warnings.push({ code: 'no-talk-clips', message });
  }
  if (!has('silence')) {
    const message =
      'No clip is named "silence": pauses will show talking clips with the mouth at rest.';
    warnings.push({ code: 'no-silence-clips', message });
  }
  return warnings;
}

/** Files named in a message at most. */
const NAMED = 5;

function noClips(given: readonly GivenFile[]): AppError {
  const names = given.map(({ name }) => `"${name}"`);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const message =
    names.length === 0
      ? 'No files were given.'
      : `None of these files is a clip by its name: ${names.slice(0, NAMED).join(', ')}${more}.`;
  return new AppError('no-clips', message, {
    hint: 'Name talking clips like "02,08s talk.mp4" and idle ones like "silence.mp4".',
    stage: 'import',
  });
}

function refuseTwins(clips: readonly GivenClip[]): void {
  const first = new Map<string, GivenFile>();
  for (const { name, file } of clips) {
    const twin = first.get(name);
    if (twin) {
      throw new AppError('bad-clip', `Two clips have one name: "${twin.path}", "${file.path}".`, {
        hint: 'Import one person’s folder at a time, with a different name for each clip.',
        stage: 'import',
      });
    }
    first.set(name, file);
  }
}
