import type { Edl } from '../../core/clips/edl';
import type { Mouthpiece, SpeechOptions, SpeechTimeline } from '../../pipeline/types';
import { AppError, isAbort, type ErrorCode } from '../../workers/protocol/errors';
import { LatestOnly } from './latest-only';
import type { Notices } from './notices.svelte';

export interface Peaks {
  /** Largest absolute sample of each of equal parts of the audio, 0–1. */
  peaks: Float32Array;
  /** Seconds. */
  duration: number;
}

/** What is worked out of a speech file ahead of a job. */
export interface SpeechReader {
  peaks(audio: Blob, signal: AbortSignal): Promise<Peaks>;
  /** Does the part of a job that needs the speech alone, so that the job starts at once. */
  prepareMouth(audio: Blob, signal: AbortSignal): Promise<void>;
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
  speech: SpeechOptions;
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
  duration = $derived(this.timeline?.duration ?? this.peaks?.duration ?? null);

  readonly #mouthpiece: Mouthpiece;
  readonly #reader: SpeechReader;
  readonly #notices: Notices;
  readonly #analysis = new LatestOnly<Analysis>((input) => this.#analyse(input));
  #choice = new AbortController();

  constructor(mouthpiece: Mouthpiece, reader: SpeechReader, notices: Notices) {
    this.#mouthpiece = mouthpiece;
    this.#reader = reader;
    this.#notices = notices;
  }

  choose(audio: Blob, name: string): void {
    this.clear();
    this.audio = audio;
    this.name = name;
    this.url = URL.createObjectURL(audio);
    void this.#loadPeaks(audio);
  }

  clear(): void {
    this.#choice.abort();
    this.#choice = new AbortController();
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.audio = null;
    this.name = '';
    this.url = null;
    this.peaks = null;
    this.timeline = null;
    this.edl = null;
  }

  /** Finds speech and plans clips with these options; scores are cached, so this may run often. */
  analyse(avatarId: string | null, speech: SpeechOptions): void {
    if (this.audio === null) return;
    const { signal } = this.#choice;
    void this.#analysis.ask({ audio: this.audio, avatarId, speech, signal });
  }

  async #loadPeaks(audio: Blob): Promise<void> {
    const { signal } = this.#choice;
    try {
      const peaks = await this.#reader.peaks(audio, signal);
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
      void this.#prepareMouth(audio, signal);
    } catch (error) {
      if (this.audio === audio && !isAbort(error)) this.#reject(error);
    } finally {
      this.analysing = false;
    }
  }

  /** Only saves time: what fails here fails again in the job, and is told there. */
  async #prepareMouth(audio: Blob, signal: AbortSignal): Promise<void> {
    try {
      await this.#reader.prepareMouth(audio, signal);
    } catch (error) {
      if (!isAbort(error)) this.#notices.log(error);
    }
  }

  /** Audio that cannot be read is no choice: back to the drop zone, with the reason. */
  #reject(error: unknown): void {
    this.#notices.report(error, 'speech');
    if (error instanceof AppError && UNUSABLE.includes(error.code)) this.clear();
  }
}
