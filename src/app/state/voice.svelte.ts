import type { Edl } from '../../core/clips/edl';
import type { SpeechToPrepare } from '../../pipeline/prepare-speech';
import type { Mouthpiece, SpeechOptions, SpeechTimeline } from '../../pipeline/types';
import { AppError, isAbort, type ErrorCode } from '../../workers/protocol/errors';
import { LatestOnly } from './latest-only';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

export interface Peaks {
  /** Largest absolute sample of each of equal parts of the audio, 0–1. */
  peaks: Float32Array;
  /** Seconds. */
  duration: number;
}

/** What is worked out of a speech file ahead of a job. */
export interface SpeechReader {
  peaks(audio: Blob, job: SpeechToPrepare, signal: AbortSignal): Promise<Peaks>;
  /** Does the part of a job that needs the speech alone, so that the job starts at once. */
  prepareMouth(audio: Blob, job: SpeechToPrepare, signal: AbortSignal): Promise<void>;
}

/** These say that the file itself is of no use. */
const UNUSABLE: readonly ErrorCode[] = [
  'unsupported-media',
  'corrupt-media',
  'no-audio',
  'empty-audio',
];

interface Analysis {
  audio: Blob;
  /** Whose clips are planned; null: none. */
  avatarId: string | null;
  speech: Required<SpeechOptions>;
  signal: AbortSignal;
}

/** The chosen speech: the file, its waveform, where it speaks and which clips will play. */
export class Voice {
  audio = $state.raw<Blob | null>(null);
  name = $state('');
  /** Object URL of the audio; lives as long as the choice. */
  url = $state<string | null>(null);
  peaks = $state.raw<Peaks | null>(null);
  timeline = $state.raw<SpeechTimeline | null>(null);
  edl = $state.raw<Edl | null>(null);
  analysing = $state(false);
  /** Name of the file that takes the chosen one's place once it has proved readable; null for none. */
  reading = $state<string | null>(null);
  duration = $derived(this.timeline?.duration ?? this.peaks?.duration ?? null);

  readonly #mouthpiece: Mouthpiece;
  readonly #reader: SpeechReader;
  readonly #notices: Notices;
  readonly #analysis = new LatestOnly<Analysis>((input) => this.#analyse(input));
  readonly #settings: Pick<Settings, 'vadEngine' | 'quality'>;
  #choice = new AbortController();
  #candidate = new AbortController();

  constructor(
    mouthpiece: Mouthpiece,
    reader: SpeechReader,
    notices: Notices,
    settings: Pick<Settings, 'vadEngine' | 'quality'>,
  ) {
    this.#mouthpiece = mouthpiece;
    this.#reader = reader;
    this.#notices = notices;
    this.#settings = settings;
  }

  /**
   * Takes the file as the speech. Speech that is there already may be a recording that exists nowhere else: it stays
   * until the file has proved readable, and for good when it has not.
   * @returns whether the file is the speech now.
   */
  async choose(audio: Blob, name: string): Promise<boolean> {
    this.#candidate.abort();
    const candidate = (this.#candidate = new AbortController());
    this.reading = null;
    if (this.audio !== null) {
      this.reading = name;
      const readable = await this.#isReadable(audio, candidate.signal);
      if (candidate.signal.aborted) return false;
      this.reading = null;
      if (!readable) return false;
    }
    this.#take(audio, name, candidate);
    return true;
  }

  clear(): void {
    this.#candidate.abort();
    this.#choice.abort();
    this.#choice = new AbortController();
    this.reading = null;
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.audio = null;
    this.name = '';
    this.url = null;
    this.peaks = null;
    this.timeline = null;
    this.edl = null;
  }

  /** Finds speech and plans clips with these options; scores are cached, so this may run often. */
  analyse(avatarId: string | null, speech: Required<SpeechOptions>): void {
    if (this.audio === null) return;
    const { signal } = this.#choice;
    void this.#analysis.ask({ audio: this.audio, avatarId, speech, signal });
  }

  /** @param choice ends, when it is aborted, what is worked out of this audio; the check before it goes on. */
  #take(audio: Blob, name: string, choice: AbortController): void {
    this.#candidate = new AbortController();
    this.clear();
    this.#choice = choice;
    this.audio = audio;
    this.name = name;
    this.url = URL.createObjectURL(audio);
    void this.#loadPeaks(audio);
  }

  /** Failures that say nothing of the file are met, and told, again once it is taken. */
  async #isReadable(audio: Blob, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#reader.peaks(audio, this.#job(), signal);
      return true;
    } catch (error) {
      if (!isUnusable(error)) return true;
      if (!signal.aborted) this.#notices.report(error, 'speech');
      return false;
    }
  }

  async #loadPeaks(audio: Blob): Promise<void> {
    const { signal } = this.#choice;
    try {
      const peaks = await this.#reader.peaks(audio, this.#job(), signal);
      if (this.audio === audio) this.peaks = peaks;
    } catch (error) {
      if (this.audio === audio && !isAbort(error)) this.#reject(error);
    }
  }

  async #analyse({ audio, avatarId, speech, signal }: Analysis): Promise<void> {
    if (signal.aborted) return;
    this.analysing = true;
    try {
      const timeline = await this.#mouthpiece.detectSpeech(audio, speech, { signal });
      if (this.audio !== audio) return;
      this.timeline = timeline;
      if (avatarId !== null) {
        const edl = await this.#mouthpiece.planClips(audio, { avatarId, ...speech }, { signal });
        if (this.audio !== audio) return;
        this.edl = edl;
      }
      void this.#prepareMouth(audio, { ...this.#job(), vadEngine: speech.vadEngine }, signal);
    } catch (error) {
      if (this.audio === audio && !isAbort(error)) this.#reject(error);
    } finally {
      this.analysing = false;
    }
  }

  /** What a job would ask for as things are set now. */
  #job(): SpeechToPrepare {
    const { vadEngine, quality } = this.#settings;
    return { vadEngine, quality };
  }

  /** Only saves time: what fails here fails again in the job, and is told there. */
  async #prepareMouth(audio: Blob, job: SpeechToPrepare, signal: AbortSignal): Promise<void> {
    try {
      await this.#reader.prepareMouth(audio, job, signal);
    } catch (error) {
      if (!isAbort(error)) this.#notices.log(error);
    }
  }

  /** Audio that cannot be read is no choice: back to the drop zone, with the reason. */
  #reject(error: unknown): void {
    this.#notices.report(error, 'speech');
    if (isUnusable(error)) this.clear();
  }
}

const isUnusable = (error: unknown): boolean =>
  error instanceof AppError && UNUSABLE.includes(error.code);
