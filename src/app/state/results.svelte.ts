import type { GenerateResult } from '../../pipeline/types';
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

/** Where finished videos are kept. */
export interface ResultLibrary {
  /** Newest first. */
  list(): Promise<StoredResult[]>;
  video(id: string): Promise<Blob>;
  remove(id: string): Promise<void>;
}

export interface ShownResult {
  name: string;
  video: Blob;
  /** Object URL of the video; lives as long as it is shown. */
  url: string;
  /** Of the job that made it in this visit; null for one taken from the library. */
  made: GenerateResult | null;
  id: string | null;
}

/** The video on the stage, and all the earlier ones. */
export class Results {
  shown = $state.raw<ShownResult | null>(null);
  stored = $state.raw<StoredResult[]>([]);
  readonly #library: ResultLibrary;
  readonly #notices: Notices;

  constructor(library: ResultLibrary, notices: Notices) {
    this.#library = library;
    this.#notices = notices;
  }

  async refresh(): Promise<void> {
    try {
      this.stored = await this.#library.list();
    } catch (error) {
      this.#notices.report(error, 'results');
    }
  }

  show(name: string, video: Blob, from: { made?: GenerateResult; id?: string }): void {
    this.hide();
    const url = URL.createObjectURL(video);
    this.shown = { name, video, url, made: from.made ?? null, id: from.id ?? null };
  }

  hide(): void {
    if (this.shown !== null) URL.revokeObjectURL(this.shown.url);
    this.shown = null;
  }

  async open(result: StoredResult): Promise<void> {
    try {
      this.show(result.name, await this.#library.video(result.id), { id: result.id });
    } catch (error) {
      this.#notices.report(error, 'results');
    }
  }

  async remove(result: StoredResult): Promise<void> {
    try {
      await this.#library.remove(result.id);
      if (this.shown?.id === result.id) this.hide();
    } catch (error) {
      this.#notices.report(error, 'results');
    }
    await this.refresh();
  }
}
