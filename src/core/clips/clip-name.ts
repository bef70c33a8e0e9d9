import { FPS } from '../time/units';

type ClipKind = 'talk' | 'silence';

export interface ClipName {
  kind: ClipKind;
  /** Seconds that the name claims ("02,08s" = 2.08); the file's real frame count is what counts. */
  seconds?: number;
}

const VIDEO_EXTENSION = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;
/** "02,08s": seconds, a comma or point, hundredths. */
const CLAIMED_LENGTH = /(\d+)[,.](\d{1,2})\s*s(?![a-z])/i;

/** Whether a file is a video by its name. */
export const isVideoName = (path: string): boolean => VIDEO_EXTENSION.test(path);

/**
 * Reads a core clip's file name by the convention of core clips: "02,08s talk.mp4" talks, "silence.mp4" is idle.
 * "silence" wins where both words stand; case and folders do not matter.
 *
 * @returns null for a name that says neither, or that is no video's.
 */
export function parseClipName(path: string): ClipName | null {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  if (!isVideoName(name)) return null;
  const kind = kindOf(name.toLowerCase());
  if (kind === null) return null;
  const [, whole, hundredths] = CLAIMED_LENGTH.exec(name) ?? [];
  if (whole === undefined || hundredths === undefined) return { kind };
  return { kind, seconds: Number(`${whole}.${hundredths}`) };
}

function kindOf(name: string): ClipKind | null {
  if (name.includes('silence')) return 'silence';
  if (name.includes('talk')) return 'talk';
  return null;
}

/** Names of clips by the convention, each once: "02,08s talk.mp4", "02,08s talk 2.mp4", "silence.mp4". */
export function clipNames(clips: readonly { kind: ClipKind; frames: number }[]): string[] {
  const used = new Map<string, number>();
  return clips.map(({ kind, frames }) => {
    const plain = kind === 'silence' ? kind : `${claimedLength(frames)} ${kind}`;
    const count = (used.get(plain) ?? 0) + 1;
    used.set(plain, count);
    return `${plain}${count > 1 ? ` ${count}` : ''}.mp4`;
  });
}

/** "02,08s" for 52 frames. */
function claimedLength(frames: number): string {
  const hundredths = Math.round((frames * 100) / FPS);
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${digits(Math.floor(hundredths / 100))},${digits(hundredths % 100)}s`;
}
