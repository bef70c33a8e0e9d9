import type { Edl } from '../../core/clips/edl';
import type { GenerateResult } from '../../pipeline/types';
import type { Keeping } from './keeping.svelte';
import type { Notices } from './notices.svelte';

/** A finished video that is kept on the device. */
export interface StoredResult {
  id: string;
  name: string;
  created: Date;
  bytes: number;
  /** Seconds. */
  duration: number;
}

/** A stored video with what it was made of. */
export interface OpenedResult {
  video: Blob;
  edl: Edl | null;
  avatarId: string | null;
}

/** What a video shows where its mouth was not drawn: the clips that its edit decision list names. */
export interface Original {
  edl: Edl;
  /** Video or picture by clip name. */
  clips(): Promise<ReadonlyMap<string, Blob>>;
}

/** Where finished videos are kept. */
export interface ResultLibrary {
  /** Newest first. */
  list(): Promise<StoredResult[]>;
  open(id: string): Promise<OpenedResult>;
  remove(id: string): Promise<void>;
  /** The clips of an avatar by name. */
  clips(avatarId: string): Promise<ReadonlyMap<string, Blob>>;
}

export interface ShownResult {
  name: string;
  video: Blob;
  /** Object URL of the video; lives as long as it is shown. */
  url: string;
  /** Of the job that made it in this visit; null for one taken from the library. */
  made: GenerateResult | null;
  /** Of the stored one that it plays; null for a video that is not kept. */
  id: string | null;
  /** To compare it with; null where it is not known any more. */
  original: Original | null;
}

/** Where a shown video comes from. */
interface Origin {
  made?: GenerateResult;
  id?: string | null;
  original?: Original | null;
}

/** The video on the stage, and all the earlier ones. */
export class Results {
  shown = $state.raw<ShownResult | null>(null);
  stored = $state.raw<StoredResult[]>([]);
  /** Whether the original is shown beside the result. */
  comparing = $state(false);
  /** Of videos made in this visit, by id: a custom video's source is not stored with it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read when a video is opened, not drawn
  readonly #originals = new Map<string, Original>();
  readonly #library: ResultLibrary;
  readonly #notices: Notices;
  readonly #keeping: Keeping;

  constructor(library: ResultLibrary, notices: Notices, keeping: Keeping) {
    this.#library = library;
    this.#notices = notices;
    this.#keeping = keeping;
  }

  async refresh(): Promise<void> {
    try {
      this.stored = await this.#library.list();
    } catch (error) {
      this.#keeping.impossible(error);
    }
  }

  show(name: string, video: Blob, { made, id, original }: Origin): void {
    this.hide();
    const url = URL.createObjectURL(video);
    const from = { made: made ?? null, id: id ?? null, original: original ?? null };
    this.shown = { name, video, url, ...from };
    if (from.id !== null && from.original !== null) this.#originals.set(from.id, from.original);
  }

  /** The clips that an edit decision list of this avatar names; null where there is nothing to compare with. */
  originalOf(avatarId: string | null, edl: Edl | null): Original | null {
    if (avatarId === null || edl === null) return null;
    return { edl, clips: () => this.#library.clips(avatarId) };
  }

  hide(): void {
    if (this.shown !== null) URL.revokeObjectURL(this.shown.url);
    this.shown = null;
    this.comparing = false;
  }

  async open(result: StoredResult): Promise<void> {
    try {
      const { video, edl, avatarId } = await this.#library.open(result.id);
      const original = this.originalOf(avatarId, edl) ?? this.#originals.get(result.id) ?? null;
      this.show(result.name, video, { id: result.id, original });
    } catch (error) {
      this.#notices.report(error, 'results');
    }
  }

  async remove(result: StoredResult): Promise<void> {
    try {
      await this.#library.remove(result.id);
      this.#originals.delete(result.id);
      if (this.shown?.id === result.id) this.hide();
    } catch (error) {
      this.#notices.report(error, 'results');
    }
    await this.refresh();
  }
}
