import { isVideoName, parseClipName } from '../../core/clips/clip-name';
import type { PicturePlace } from '../../core/faces/follow-people';
import { AVATAR_VIDEO_SECONDS, LONGEST_NAME } from '../../pipeline/options';
import type { ImportedAvatarSummary, Mouthpiece } from '../../pipeline/types';
import { isAbort } from '../../workers/protocol/errors';
import { clipToLookAt } from '../actions/clip-to-look-at';
import { findPeopleInVideo, type Person } from '../actions/find-people';
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
  /** Everybody in the one video that was brought, or in the first talking clip. */
  people = $state.raw<Person[]>([]);
  /** Which of several people it is; null: the largest face. */
  face = $state.raw<PicturePlace | null>(null);
  readonly task: Task;
  readonly #mouthpiece: Mouthpiece;
  readonly #log: (error: unknown) => void;
  readonly #findIn: typeof findPeopleInVideo;
  #looking = new AbortController();
  brought = $derived(whatIsBrought(this.files));
  /** What is still to be done before it can be added; null when nothing is. */
  missing = $derived.by(() => {
    if (this.brought.kind === 'nothing') return 'Choose a folder, a zip or a video first.';
    if (this.name.trim() === '') return 'Give it a name.';
    if (!this.rightsConfirmed) return 'Confirm that you have the right to use this likeness.';
    return null;
  });

  /** Index of the person who was chosen. */
  chosen = $derived.by(() => {
    const index = this.people.findIndex(({ place }) => place === this.face);
    return index < 0 ? null : index;
  });

  /** @param findIn everybody in some first seconds of a video. */
  constructor(
    mouthpiece: Mouthpiece,
    log: (error: unknown) => void,
    findIn: typeof findPeopleInVideo = findPeopleInVideo,
  ) {
    this.#mouthpiece = mouthpiece;
    this.#log = log;
    this.#findIn = findIn;
    this.task = new Task(log);
  }

  bring(files: File[]): void {
    if (files.length === 0 || this.task.running) return;
    this.files = files;
    this.task.dismiss();
    this.#forgetPeople();
    void this.#findPeople();
    if (this.name.trim() === '') this.name = suggestedName(files);
  }

  /** Forgets what was brought. */
  clear(): void {
    this.files = [];
    this.name = '';
    this.rightsConfirmed = false;
    this.#forgetPeople();
  }

  /**
   * Imports what was brought and prepares its clips: all, or nothing stays.
   * @returns the new avatar; null when nothing was added. A cancel while clips are prepared keeps the avatar.
   */
  async add(): Promise<ImportedAvatarSummary | null> {
    const { brought, files, face } = this;
    const options = {
      name: this.name.trim(),
      rightsConfirmed: this.rightsConfirmed,
      ...(face && { face }),
    };
    this.stopLooking();
    let added: ImportedAvatarSummary | null = null;
    await this.task.run('import', async (run) => {
      const imported =
        brought.kind === 'video'
          ? await this.#mouthpiece.createAvatarFromVideo(brought.video, options, run)
          : await this.#mouthpiece.importAvatar(files, options, run);
      added = imported;
      try {
        const { warnings } = await this.#mouthpiece.preprocessAvatar(imported.id, run);
        added = { ...imported, warnings: [...imported.warnings, ...warnings] };
      } catch (error) {
        // It could not speak, and adding it again would make a second one.
        if (!isAbort(error) && (await this.#takenBack(imported.id))) added = null;
        throw error;
      }
    });
    return added;
  }

  async #takenBack(id: string): Promise<boolean> {
    try {
      await this.#mouthpiece.removeAvatar(id);
      return true;
    } catch (error) {
      this.#log(error);
      return false;
    }
  }

  /** What comes next needs the processor; who is known stays known. */
  stopLooking(): void {
    this.#looking.abort();
  }

  #forgetPeople(): void {
    this.stopLooking();
    this.#looking = new AbortController();
    this.people = [];
    this.face = null;
  }

  /** Whether there is a choice of people; quietly, for most videos show one. Of several it is the one in front, at first. */
  async #findPeople(): Promise<void> {
    const { brought, files } = this;
    const { signal } = this.#looking;
    try {
      const video = brought.kind === 'video' ? brought.video : await clipToLookAt(files, signal);
      if (video === null || signal.aborted) return;
      const first = AVATAR_VIDEO_SECONDS;
      const people = await this.#findIn(this.#mouthpiece, video, first, signal);
      if (signal.aborted || people.length < 2) return;
      const [largest] = [...people].sort((a, b) => b.size - a.size);
      this.people = people;
      this.face = largest?.place ?? null;
    } catch (error) {
      // What cannot be read is told of when it is added.
      if (!isAbort(error)) this.#log(error);
    }
  }
}

/** "Eve/talk.mp4" → "Eve", "eve.zip" → "eve". */
function suggestedName([first]: readonly File[]): string {
  if (first === undefined) return '';
  const folder = first.webkitRelativePath.split('/').at(-2);
  const name = folder ?? (parseClipName(first.name) ? '' : first.name.replace(/\.[^.]+$/, ''));
  return name.replaceAll(/[_-]+/g, ' ').trim().slice(0, LONGEST_NAME);
}
