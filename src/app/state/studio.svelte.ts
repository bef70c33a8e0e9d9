import { createContext } from 'svelte';
import type { Mouthpiece } from '../../pipeline/types';
import { AddFace } from './add-face.svelte';
import { Avatars } from './avatars.svelte';
import { Job } from './job.svelte';
import { Keeping, type StorageKeeper } from './keeping.svelte';
import { Log } from './log.svelte';
import { Models } from './models.svelte';
import { Notices } from './notices.svelte';
import { Offline } from './offline.svelte';
import { Panel } from './panel.svelte';
import { Results, type ResultLibrary } from './results.svelte';
import { Settings } from './settings.svelte';
import { Source } from './source.svelte';
import { ThemeChoice } from './theme.svelte';
import { Unfinished } from './unfinished.svelte';
import { AppUpdate } from './update.svelte';
import { watchJobs } from './watch-jobs';
import { Voice, type SpeechReader } from './voice.svelte';
import { whatIsMissing } from './what-is-missing';

/** What the page needs from below; main.ts wires it. */
export interface Services {
  mouthpiece: Mouthpiece;
  speech: SpeechReader;
  results: ResultLibrary;
  storage: StorageKeeper;
}

/** The state of the whole page. */
export class Studio {
  /** The public API; jobs started through it are known to the page. */
  readonly mouthpiece: Mouthpiece;
  readonly log = new Log();
  readonly notices = new Notices(this.log);
  readonly theme = new ThemeChoice();
  readonly settings = new Settings();
  readonly job = new Job();
  readonly update = new AppUpdate();
  readonly offline = new Offline(this.log, this.notices);
  readonly avatars: Avatars;
  readonly voice: Voice;
  readonly results: Results;
  readonly unfinished: Unfinished;
  readonly panel = new Panel();
  readonly source: Source;
  readonly models: Models;
  readonly addFace: AddFace;
  readonly keeping: Keeping;

  constructor({ mouthpiece: unwatched, speech, results, storage }: Services) {
    const mouthpiece = watchJobs(
      unwatched,
      { begun: () => this.job.begun(), ended: () => this.job.ended() },
      { begun: () => this.job.lookBegun(), ended: () => this.job.lookEnded() },
    );
    this.mouthpiece = mouthpiece;
    const log = (error: unknown): void => this.log.error(error);
    this.keeping = new Keeping(storage, log);
    this.unfinished = new Unfinished(mouthpiece, this.notices, this.keeping);
    this.avatars = new Avatars(mouthpiece, this.settings, this.notices);
    this.voice = new Voice(mouthpiece, speech, this.notices, this.settings);
    this.results = new Results(results, this.notices, this.keeping);
    this.source = new Source(mouthpiece, log, () => this.settings.quality);
    this.models = new Models(mouthpiece, log);
    this.addFace = new AddFace(mouthpiece, log);
  }

  /** What is still to be done before a video can be made, as one sentence; null when nothing is. */
  get missing(): string | null {
    return whatIsMissing(this);
  }

  /** Whether a reload would lose nothing the user has done. */
  get untouched(): boolean {
    return this.voice.audio === null && !this.job.busy;
  }
}

/** The studio of the page that a component stands in. */
export const [useStudio, provideStudio] = createContext<Studio>();
