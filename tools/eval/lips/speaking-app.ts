/** The built app, asked to speak: what every row of the table has in common. */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Edl } from '../../../src/core/clips/edl';
import { QUALITY } from '../../../src/pipeline/quality';
import { contentKey } from '../../../src/platform/storage/content-key';
import { openApp, type AppPage } from '../../shell/app-page';
import {
  fileInPage,
  PageGenerator,
  type FileSource,
  type Outcome,
} from '../../shell/generate-in-page';

/** Seconds. */
const KEPT_WITHIN = 10;

/** px of a video's frame. */
export interface FaceBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Speaking {
  /** 16 kHz WAV. */
  audio: string;
  avatarId: string;
  /** Null: the avatar's own. */
  lipsyncModelId: string | null;
  /** Null: as the app plans it. */
  edl: Edl | null;
  /** Mouth curves [frames × 7] instead of those that the app hears. */
  curves?: Float32Array;
  /** The words that the lips follow, English; without a text they are recognised, as the app does by itself in the quality "best", which this needs. Default: none. */
  transcript?: { text?: string };
  /** Default: the app's. */
  quality?: 'best';
}

/** An app page that imports avatars, speaks and tells what it heard. */
export class SpeakingApp {
  readonly #app: AppPage;
  readonly #generator: PageGenerator;

  private constructor(app: AppPage) {
    this.#app = app;
    this.#generator = new PageGenerator(app.page);
  }

  static async open(): Promise<SpeakingApp> {
    return new SpeakingApp(await openApp());
  }

  /** Imports clips as a user would and follows their faces; returns the avatar's id. */
  async importAvatar(name: string, files: readonly FileSource[]): Promise<string> {
    const { page } = this.#app;
    const handles = await Promise.all(files.map((file) => fileInPage(page, file)));
    const list = await page.evaluateHandle(() => [] as File[]);
    for (const handle of handles) await list.evaluate((all, file) => void all.push(file), handle);
    return list.evaluate(async (clips, wanted) => {
      const options = { name: wanted, rightsConfirmed: true };
      const { id } = await window.mouthpiece.importAvatar(clips, options);
      await window.mouthpiece.preprocessAvatar(id);
      return id;
    }, name);
  }

  /** Speaks into `video` (an MP4). @throws Error with the app's own message. */
  async speak(what: Speaking, video: string): Promise<void> {
    const { audio, avatarId, lipsyncModelId, edl } = what;
    if (what.curves) await this.#replaceCurves(audio, what.curves, what.quality);
    const words = what.transcript ? { language: 'en' as const, ...what.transcript } : null;
    const outcome = await this.#generator.generate({
      audio,
      options: {
        mode: 'core-clips',
        avatarId,
        badge: false,
        ...(lipsyncModelId !== null && { lipsyncModelId }),
        ...(edl && { edl }),
        ...(what.quality && { quality: what.quality, transcript: words }),
      },
    });
    await this.#save(outcome, video);
  }

  /** Speaks by a video or picture of anybody into `video` (an MP4). @throws Error with the app's own message. */
  async speakBy(person: string, audio: string, video: string): Promise<void> {
    const outcome = await this.#generator.generate({
      audio,
      video: person,
      options: { mode: 'custom-video', rightsConfirmed: true, badge: false },
    });
    await this.#save(outcome, video);
  }

  /** The faces that the app finds in a video, and its size. */
  async facesOf(video: string): Promise<{ width: number; height: number; boxes: FaceBox[] }> {
    const file = await fileInPage(this.#app.page, video);
    return file.evaluate(async (found) => {
      const { width, height, frames } = await window.mouthpiece.detectFaces(found);
      const boxes = frames.flatMap((face) => {
        if (!face) return [];
        const at = (axis: 0 | 1): number[] =>
          Array.from(face.landmarks.filter((_, i) => i % 3 === axis));
        const [x, y] = [at(0), at(1)];
        return [
          {
            left: Math.min(...x),
            right: Math.max(...x),
            top: Math.min(...y),
            bottom: Math.max(...y),
          },
        ];
      });
      return { width, height, boxes };
    });
  }

  /** The mouth curves that the app last used for a sound at that quality, Float32Array [frames × 7]. */
  async curvesOf(audio: string, quality?: Speaking['quality']): Promise<Float32Array> {
    const job = { key: await keyOf(audio), kind: curvesAt(quality) };
    return Float32Array.from(await this.#app.page.evaluate(curvesInCache, job));
  }

  close(): Promise<void> {
    return this.#app.close();
  }

  async #save(outcome: Outcome, video: string): Promise<void> {
    if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
    await this.#generator.save(video);
  }

  /** The app keeps what it heard of a file under the file's content; other curves take that place. */
  async #replaceCurves(
    audio: string,
    curves: Float32Array,
    quality: Speaking['quality'],
  ): Promise<void> {
    const { page } = this.#app;
    const file = await fileInPage(page, audio);
    await file.evaluate(async (sound) => void (await window.mouthpiece.detectSpeech(sound)));
    const job = { key: await keyOf(audio), kind: curvesAt(quality), curves: Array.from(curves) };
    // The app keeps what it heard a moment after it has told it.
    for (let tries = 0; tries < KEPT_WITHIN; tries++) {
      const kept = await page.evaluate(curvesInCache, job).then(
        () => true,
        () => false,
      );
      if (kept) return;
      await setTimeout(1000);
    }
    throw new Error('The app does not keep what it heard.');
  }
}

/** What the app calls the curves that it hears at a quality (src/pipeline/analysis-cache.ts). */
const curvesAt = (quality: NonNullable<Speaking['quality']> | 'balanced' = 'balanced'): string =>
  `curves-${QUALITY[quality].speechEncoders}`;

const keyOf = async (path: string): Promise<string> =>
  contentKey(new Blob([new Uint8Array(await readFile(path))]));

/** What the app keeps of a sound: `<what>/<version>/<content key>`. */
interface CacheEntry {
  key: string;
  value: unknown;
  bytes: number;
  used: number;
}

/**
 * In the page: the mouth curves kept of a sound; with `curves`, these take their place first (the app must know the
 * sound's waveform, whose entry tells the version).
 */
async function curvesInCache(job: {
  key: string;
  kind: string;
  curves?: number[];
}): Promise<number[]> {
  const finished = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(new Error(`The app's cache: ${request.error?.message ?? 'unreadable'}`));
      };
    });
  const database = await finished(indexedDB.open('mouthpiece'));
  try {
    const store = database.transaction('caches', 'readwrite').objectStore('caches');
    const entries = (await finished(store.getAll())) as CacheEntry[];
    const entryOf = (what: string) =>
      entries.find(({ key }) => key.startsWith(`${what}/`) && key.endsWith(`/${job.key}`));
    if (job.curves) {
      const waveform = entryOf('waveform');
      if (!waveform) throw new Error('The app does not know this sound.');
      const value = new Float32Array(job.curves);
      const key = waveform.key.replace('waveform/', `${job.kind}/`);
      await finished(store.put({ ...waveform, key, value, bytes: value.byteLength }));
      return job.curves;
    }
    const found = entryOf(job.kind)?.value;
    if (!(found instanceof Float32Array)) throw new Error('The app kept no mouth curves.');
    return [...found];
  } finally {
    database.close();
  }
}
