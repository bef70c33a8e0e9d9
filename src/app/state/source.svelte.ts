import { faceBox } from '../../core/faces/follow';
import type { PicturePlace } from '../../core/faces/follow-people';
import type { FoundFaces, Mouthpiece, Quality } from '../../pipeline/types';
import { findPeople, peopleIn, spreadMoments, type Person } from '../actions/find-people';
import { isAbort, type ErrorCode } from '../../workers/protocol/errors';
import { Task } from './task.svelte';

/** Part of the video, seconds. */
export interface SourceRange {
  start: number;
  end: number;
}

/** A frame of a video that the browser cannot show. */
interface Preview {
  /** Object URL of the picture; lives as long as the choice. */
  url: string;
  /** Since the track's beginning. */
  seconds: number;
}

/** People told apart. */
const MOST_PEOPLE = 4;

/** These say that no other part or option can help. */
const UNUSABLE: ReadonlySet<ErrorCode | undefined> = new Set([
  'no-face',
  'unsupported-media',
  'corrupt-media',
] as const);

const PICTURE = /\.(png|jpe?g|webp|avif|gif|bmp|hei[cf]|tiff?|jxl)$/i;

export function isPicture(file: Blob): boolean {
  return file.type.startsWith('image/') || (file instanceof File && PICTURE.test(file.name));
}

/** The user's own video or picture of a person, and the face found in it. */
export class Source {
  file = $state.raw<File | null>(null);
  /** Object URL of the file; lives as long as the choice. */
  url = $state<string | null>(null);
  rightsConfirmed = $state(false);
  /** Seconds; null until the browser has read it, and for pictures. */
  duration = $state<number | null>(null);
  /** Whether the browser can show it; a job can convert what it cannot. */
  shown = $state(true);
  /** What stands for it where the browser cannot; null until the face is known. */
  preview = $state.raw<Preview | null>(null);
  /** Nobody can be made to speak in it. */
  unusable = $state(false);
  /** Face of each frame looked at. */
  track = $state.raw<FoundFaces | null>(null);
  people = $state.raw<Person[]>([]);
  /** Which of several people speaks; null: the largest face. */
  face = $state.raw<PicturePlace | null>(null);
  /** Whether the longest good part is chosen by itself. */
  automatic = $state(true);
  range = $state<SourceRange>({ start: 0, end: 0 });

  readonly looking: Task;
  readonly #mouthpiece: Mouthpiece;
  readonly #log: (error: unknown) => void;
  readonly #quality: () => Quality;
  #choice = new AbortController();

  /** @param quality that a job would be made in: it bounds what looking takes. */
  constructor(mouthpiece: Mouthpiece, log: (error: unknown) => void, quality: () => Quality) {
    this.#mouthpiece = mouthpiece;
    this.#quality = quality;
    this.#log = log;
    this.looking = new Task(log);
  }

  get picture(): boolean {
    return this.file !== null && isPicture(this.file);
  }

  /** Share of the frames looked at that show the face, 0–1; null before. */
  get faceShare(): number | null {
    if (this.track === null || this.track.frames.length === 0) return null;
    const found = this.track.frames.filter((face) => face !== null).length;
    return found / this.track.frames.length;
  }

  /** The part that was looked at, where that was not all of the video. */
  get lookedAt(): SourceRange | null {
    const { track, picture } = this;
    if (track === null || picture) return null;
    const { begins: start, duration, frames, fps } = track;
    const end = Math.min(duration, start + frames.length / fps);
    // A second is what lengths in headers are off by.
    return end - start > duration - 1 ? null : { start, end };
  }

  /** Index of the person whose face is followed: who was seen nearest to where it is once; null while nobody is known. */
  speaker = $derived.by(() => {
    const { track, people } = this;
    if (!track || people.length === 0) return null;
    const away = people.map(() => Infinity);
    for (const face of track.frames) {
      if (face === null) continue;
      const { left, top, right, bottom } = faceBox(face);
      const x = (left + right) / 2 / track.width;
      const y = (top + bottom) / 2 / track.height;
      for (const [k, { place }] of people.entries()) {
        away[k] = Math.min(away[k] ?? Infinity, Math.hypot(place.x - x, place.y - y));
      }
    }
    const nearest = Math.min(...away);
    return nearest === Infinity ? null : away.indexOf(nearest);
  });

  choose(file: File): void {
    this.clear();
    this.file = file;
    this.url = URL.createObjectURL(file);
    // A video is looked at as soon as its length is known, or known to be unknown.
    if (this.picture) void this.look();
  }

  clear(): void {
    this.stopLooking();
    this.looking.dismiss();
    if (this.url !== null) URL.revokeObjectURL(this.url);
    if (this.preview !== null) URL.revokeObjectURL(this.preview.url);
    this.file = null;
    this.url = null;
    this.rightsConfirmed = false;
    this.duration = null;
    this.shown = true;
    this.preview = null;
    this.unusable = false;
    this.track = null;
    this.people = [];
    this.face = null;
    this.automatic = true;
  }

  /** A job needs the processor, and looks for itself. */
  stopLooking(): void {
    this.#choice.abort();
    this.#choice = new AbortController();
    this.looking.cancel();
  }

  /** The browser has read the video: its length in seconds; without a picture it can play the sound only. */
  measured(duration: number, width: number): void {
    if (width === 0) this.unreadable();
    if (!this.shown) return;
    // Recordings of some browsers do not say how long they are.
    if (this.duration === null && Number.isFinite(duration)) {
      this.duration = duration;
      this.range = { start: 0, end: duration };
    }
    // It is read anew whenever it comes back to the stage.
    if (this.track === null && !this.unusable && !this.looking.running) void this.look();
  }

  /** The browser cannot show it; looking at it tells whether it can be converted. */
  unreadable(): void {
    if (!this.shown || this.file === null) return;
    this.shown = false;
    void this.look();
  }

  /** Follows this person instead. */
  async follow(person: Person): Promise<void> {
    this.face = person.place;
    await this.look();
  }

  async look(): Promise<void> {
    const { file, face } = this;
    if (file === null) return;
    this.looking.cancel();
    await this.#idle();
    if (this.file !== file) return;
    const options = {
      quality: this.#quality(),
      maxFaces: MOST_PEOPLE,
      ...(face && { face }),
    };
    const outcome = await this.looking.run('faces', async (run) => {
      const track = await this.#mouthpiece.detectFaces(file, options, run);
      if (this.file === file) this.track = track;
    });
    if (this.file !== file) return;
    if (outcome === 'done') this.#measureByTrack();
    this.unusable = outcome === 'failed' && UNUSABLE.has(this.looking.error?.code);
    if (outcome === 'done' && this.people.length === 0) await this.#findPeople(file);
  }

  /** Where the browser cannot tell how long a video is, the look does. */
  #measureByTrack(): void {
    const { track, duration, picture } = this;
    if (track === null || duration !== null || picture) return;
    this.duration = track.duration;
    this.range = { start: 0, end: this.duration };
  }

  /** Whether there is a choice of people; quietly, for most videos show one. */
  async #findPeople(file: File): Promise<void> {
    if (this.track === null) return;
    const { frames, fps } = this.track;
    const first = frames.findIndex((found) => found !== null);
    if (first < 0) return;
    const start = this.track.begins;
    const at = (first + 0.5) / fps;
    const spread = this.picture ? [0] : spreadMoments(frames.length / fps - at);
    const moments = spread.map((s) => start + at + s);
    const { signal } = this.#choice;
    try {
      const people = this.shown
        ? await findPeople(this.#mouthpiece, file, moments, signal)
        : await this.#previewAt(file, start, at, signal);
      if (this.file !== file) return;
      this.people = people;
      await this.#followLargest();
    } catch (error) {
      if (!isAbort(error)) this.#log(error);
    }
  }

  /**
   * Takes one picture of a video that the browser cannot show: each means a conversion.
   * @param start of the part that was looked at, `at` within it; seconds.
   * @returns the people in it, from left to right.
   */
  async #previewAt(file: File, start: number, at: number, signal: AbortSignal): Promise<Person[]> {
    const found = await this.#mouthpiece.findPeople(file, start + at, { signal });
    if (this.file !== file) return [];
    // A video of one frame is taken for a picture, and given back as it is.
    if (found.picture !== file) {
      this.preview = { url: URL.createObjectURL(found.picture), seconds: at };
    }
    return (await peopleIn(found)).sort((a, b) => a.place.x - b.place.x);
  }

  /** Of several people the one in front speaks, until another is chosen: the job shall take the one that is shown. */
  async #followLargest(): Promise<void> {
    if (this.people.length < 2 || this.face !== null) return;
    const [largest] = [...this.people].sort((a, b) => b.size - a.size);
    if (largest === undefined) return;
    this.face = largest.place;
    if (this.people.indexOf(largest) !== this.speaker) await this.look();
  }

  /** A cancelled look takes a moment to end. */
  async #idle(): Promise<void> {
    while (this.looking.running) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
