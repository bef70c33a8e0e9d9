import { Zip, ZipPassThrough } from 'fflate';
import type { LoopFix } from '../../core/clips/clip-loop';
import type { LoopQuality } from '../../core/clips/loop-quality';
import { readTrackFile } from '../../core/faces/track-file';
import { FPS } from '../../core/time/units';
import { parseAvatarFile, type AvatarFile } from '../../platform/avatar-file';
import type { GivenFile } from '../../platform/archive/given-files';
import { listModels } from '../../platform/model-store';
import type { ImportedAvatar } from '../../platform/storage/imported-avatars';
import { appStorage } from '../../platform/storage/storage';
import { abortError, toAppError } from '../../workers/protocol/errors';
import type { Run } from '../../workers/protocol/progress';
import { EXEMPLAR } from '../lipsync-choice';
import { StageWatch } from '../stage-watch';
import type { ModelSummary, Warning } from '../types';
import { refuseBuiltIn } from './remove-avatar';
import type { ReadClip } from './read-clips';

/** What an exported avatar brings along for one of its clips. */
export interface KnownClip {
  /** The bytes of its .track file. */
  track: ArrayBuffer;
  loop?: LoopQuality | undefined;
  loopFix?: LoopFix | undefined;
}

/** What is known of clips that were exported before. */
export interface KnownAvatar {
  clips: ReadonlyMap<string, KnownClip>;
  /** The clip that training-data mode steps through. */
  sequence?: string;
}

export const NOTHING_KNOWN: KnownAvatar = { clips: new Map() };

const DESCRIPTION = 'avatar.json';
const POSTER = 'poster.jpg';

/** The face track's file name beside its clip. */
const trackName = (clip: string): string => clip.replace(/\.[^.]*$/, '.track');

/**
 * The face tracks among the given files, where an avatar.json says that they belong to these very clips, and the
 * sequence that it names. What does not fit is left out: it is made anew.
 */
export async function readExported(
  given: readonly GivenFile[],
  clips: readonly ReadClip[],
  signal?: AbortSignal,
): Promise<KnownAvatar & { warnings: Warning[] }> {
  const known = new Map<string, KnownClip>();
  const description = given.find(({ name }) => name === DESCRIPTION);
  if (!description) return { ...NOTHING_KNOWN, warnings: [] };
  const warnings: Warning[] = [];
  let sequence: string | undefined;
  try {
    const text = await (await description.open(signal)).text();
    const avatar = parseAvatarFile(JSON.parse(text));
    for (const clip of clips) {
      const entry = avatar.clips.find(({ name }) => name === clip.name);
      const file = entry && given.find(({ name }) => name === entry.track);
      const track = entry && file && (await fittingTrack(clip, entry, file, signal));
      if (track) known.set(clip.name, { track, loop: entry.loop, loopFix: entry.loopFix });
    }
    sequence = clips.find(({ name }) => name === avatar.sequence)?.name;
    if (avatar.lipsync?.model) {
      const message = `The avatar came with the lip-sync model "${avatar.lipsync.model}", which is not part of it.`;
      warnings.push({ code: 'lipsync-model-not-imported', message });
    }
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    const message = `"${description.path}" was left out: ${error.message}`;
    warnings.push({ code: 'file-skipped', message });
  }
  return { clips: known, warnings, ...(sequence !== undefined && { sequence }) };
}

async function fittingTrack(
  { blob, info }: ReadClip,
  entry: AvatarFile['clips'][number],
  file: GivenFile,
  signal?: AbortSignal,
): Promise<ArrayBuffer | null> {
  if (entry.bytes !== blob.size || entry.sha256 !== (await sha256(blob))) return null;
  const bytes = await (await file.open(signal)).arrayBuffer();
  try {
    const { width, height, frames } = readTrackFile(new Uint8Array(bytes));
    const fits = frames.length === info.frames && width === info.width && height === info.height;
    return fits ? bytes : null;
  } catch (error) {
    console.warn(`"${file.path}" is no face track.`, error);
    return null;
  }
}

/**
 * An imported avatar as a zip: its folder as public/core_clips has them, with avatar.json, clips, face tracks and
 * poster. It can be imported elsewhere, without looking for faces again.
 *
 * @throws AppError `bad-option` for a built-in or unknown avatar.
 */
export async function exportAvatar(id: string, { signal, onProgress }: Run = {}): Promise<Blob> {
  const watch = new StageWatch(onProgress);
  try {
    await refuseBuiltIn(id, 'exported');
    return await watch.stage('export', 'bytes', (report) => packed(id, report, signal));
  } catch (error) {
    throw toAppError(error, watch.current);
  }
}

async function packed(
  id: string,
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Blob> {
  const { avatars, tracks } = await appStorage();
  const avatar = await avatars.get(id);
  const files: [name: string, content: Blob][] = [];
  const entries: AvatarFile['clips'] = [];
  for (const { name, kind, frames, key, loop, loopFix } of avatar.clips) {
    const blob = await avatars.clip(id, name);
    const track = await tracks.get(key);
    files.push([name, blob]);
    if (track) files.push([trackName(name), new Blob([track])]);
    const entry = { name, kind, frames, bytes: blob.size, sha256: await sha256(blob) };
    entries.push({ ...entry, track: trackName(name), loop, loopFix });
  }
  const poster = await avatars.poster(id);
  if (poster) files.push([POSTER, poster]);
  const models = await listModels();
  const description = describe(avatar, { clips: entries, hasPoster: poster !== undefined, models });
  files.unshift([DESCRIPTION, new Blob([`${JSON.stringify(description, null, 2)}\n`])]);
  return zipOf(
    files.map(([name, content]) => [`${id}/${name}`, content]),
    report,
    signal,
  );
}

/** @param context `models` are those there are, imported ones among them. */
export function describe(
  { id, name, width, height, licence, lipsyncModelId, rightsConfirmed, sequence }: ImportedAvatar,
  context: {
    clips: AvatarFile['clips'];
    hasPoster: boolean;
    models: readonly Pick<ModelSummary, 'id' | 'engine'>[];
  },
): AvatarFile {
  const { clips, hasPoster, models } = context;
  const engine = models.find((model) => model.id === lipsyncModelId)?.engine;
  return {
    id,
    name,
    width,
    height,
    fps: FPS,
    licence,
    rightsConfirmed: new Date(rightsConfirmed).toISOString(),
    // A model that has been removed leaves the engine that needs none.
    lipsync: engine ? { engine, model: lipsyncModelId } : { engine: EXEMPLAR, model: null },
    clips,
    ...(hasPoster && { poster: POSTER }),
    ...(sequence !== undefined && { sequence }),
  };
}

/** Stored, not deflated: videos do not get smaller. Memory holds a piece of a file at a time. */
async function zipOf(
  files: readonly (readonly [path: string, content: Blob])[],
  report: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Blob> {
  const total = files.reduce((sum, [, { size }]) => sum + size, 0);
  let done = 0;
  const parts: Blob[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    else parts.push(new Blob([chunk]));
  });
  for (const [path, content] of files) {
    const entry = new ZipPassThrough(path);
    zip.add(entry);
    const reader = content.stream().getReader();
    const next = async () => (await reader.read()).value;
    for (let piece = await next(); piece; piece = await next()) {
      if (signal?.aborted) throw abortError();
      entry.push(piece);
      report((done += piece.length), total);
    }
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  if (failed) throw failed;
  return new Blob(parts, { type: 'application/zip' });
}

async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
