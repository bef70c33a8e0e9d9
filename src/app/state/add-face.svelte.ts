import { isVideoName, parseClipName } from '../../core/clips/clip-name';
import { LONGEST_NAME } from '../../pipeline/options';
import type { ImportedAvatarSummary, Mouthpiece } from '../../pipeline/types';
import { Task } from './task.svelte';

const ZIP = /\.zip$/i;

/** What the user brought to make a face of. */
export type Brought =
  | { kind: 'nothing' }
  /** One video, out of which clips are cut. */
  | { kind: 'video'; video: File }
  /** Packed; only its import tells what it holds. */
  | { kind: 'zip'; file: File }
  | { kind: 'clips'; talk: number; silence: number; unknown: string[] };

export function whatIsBrought(files: readonly File[]): Brought {
  const [first] = files;
  if (first === undefined) return { kind: 'nothing' };
  if (files.length === 1 && ZIP.test(first.name)) return { kind: 'zip', file: first };
  if (files.length === 1 && parseClipName(first.name) === null && isVideo(first)) {
    return { kind: 'video', video: first };
  }
  const clips = files.map(({ name }) => ({ name, clip: parseClipName(name) }));
  const count = (kind: string) => clips.filter(({ clip }) => clip?.kind === kind).length;
  const unknown = clips.filter(({ name, clip }) => clip === null && isVideoName(name));
  return {
    kind: 'clips',
    talk: count('talk'),
    silence: count('silence'),
    unknown: unknown.map(({ name }) => name),
  };
}

const isVideo = ({ name, type }: File): boolean => type.startsWith('video/') || isVideoName(name);

/** Adding a face of one's own: from core clips, or from one video. */
export class AddFace {
  files = $state.raw<File[]>([]);
  name = $state('');
  rightsConfirmed = $state(false);
  readonly task: Task;
  readonly #mouthpiece: Mouthpiece;
  brought = $derived(whatIsBrought(this.files));
  /** What is still to be done before it can be added; null when nothing is. */
  missing = $derived.by(() => {
    if (this.brought.kind === 'nothing') return 'Choose a folder, a zip or a video first.';
    if (this.name.trim() === '') return 'Give it a name.';
    if (!this.rightsConfirmed) return 'Confirm that you have the right to use this likeness.';
    return null;
  });

  constructor(mouthpiece: Mouthpiece, log: (error: unknown) => void) {
    this.#mouthpiece = mouthpiece;
    this.task = new Task(log);
  }

  bring(files: File[]): void {
    if (files.length === 0 || this.task.running) return;
    this.files = files;
    this.task.dismiss();
    if (this.name.trim() === '') this.name = suggestedName(files);
  }

  /** Forgets what was brought. */
  clear(): void {
    this.files = [];
    this.name = '';
    this.rightsConfirmed = false;
  }

  /**
   * Imports what was brought and prepares its clips.
   * @returns the new avatar; null when nothing was added. A cancel while clips are prepared keeps the avatar.
   */
  async add(): Promise<ImportedAvatarSummary | null> {
    const { brought, files } = this;
    const options = { name: this.name.trim(), rightsConfirmed: this.rightsConfirmed };
    let added: ImportedAvatarSummary | null = null;
    await this.task.run('import', async (run) => {
      added =
        brought.kind === 'video'
          ? await this.#mouthpiece.createAvatarFromVideo(brought.video, options, run)
          : await this.#mouthpiece.importAvatar(files, options, run);
      await this.#mouthpiece.preprocessAvatar(added.id, run);
    });
    return added;
  }
}

/** "Eve/talk.mp4" → "Eve", "eve.zip" → "eve". */
function suggestedName([first]: readonly File[]): string {
  if (first === undefined) return '';
  const folder = first.webkitRelativePath.split('/').at(-2);
  const name = folder ?? (parseClipName(first.name) ? '' : first.name.replace(/\.[^.]+$/, ''));
  return name.replaceAll(/[_-]+/g, ' ').trim().slice(0, LONGEST_NAME);
}
