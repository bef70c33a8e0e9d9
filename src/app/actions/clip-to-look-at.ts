import { parseClipName } from '../../core/clips/clip-name';
import { givenFiles } from '../../platform/archive/given-files';

/** What is more is refused by the import, which tells why. */
const LIMITS = { files: Infinity, bytes: 2_000_000_000, code: 'bad-clip' } as const;
const FACE_TRACK = /\.track$/i;

/**
 * The clip in which people are looked for before core clips, or a zip of them, are imported: the first that talks, else the
 * first there is. Null without clips, and where face tracks come along: they are of whoever was chosen when they were made.
 * @throws AppError bad-clip for an archive that is damaged or dangerous.
 */
export async function clipToLookAt(
  files: readonly File[],
  signal: AbortSignal,
): Promise<Blob | null> {
  const given = await givenFiles(files, LIMITS);
  if (given.some(({ name }) => FACE_TRACK.test(name))) return null;
  const clips = given.filter(({ name }) => parseClipName(name) !== null);
  const clip = clips.find(({ name }) => parseClipName(name)?.kind === 'talk') ?? clips[0];
  return clip === undefined ? null : clip.open(signal);
}
