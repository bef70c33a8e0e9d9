import type { AvatarMedia } from '../platform/avatars';
import { chooseLipsync, lipsyncWarnings, type LipsyncChoice } from './lipsync-choice';
import { openLipsync } from './lipsync-session';
import { LiveLipsync } from './live-lipsync';
import type { GenerateOptions } from './options';
import { QUALITY } from './quality';
import { threads } from './threads';
import type { Warning } from './types';

interface OpenedMouth {
  choice: LipsyncChoice;
  lipsync: LiveLipsync;
}

/** The clips and the lip-sync of one job, which may be made ready while its speech is still being read. */
export class JobMouth {
  readonly #options: GenerateOptions;
  readonly #warnings: Warning[];
  readonly #signal: AbortSignal | undefined;
  #avatar: AvatarMedia | undefined;
  #opened: Promise<OpenedMouth> | undefined;

  /** @param warnings told when the job goes on in a lesser way, also later. */
  constructor(options: GenerateOptions, warnings: Warning[], signal?: AbortSignal) {
    this.#options = options;
    this.#warnings = warnings;
    this.#signal = signal;
  }

  /** Begins to open it; what fails is thrown by {@link open}. */
  begin(avatar: AvatarMedia): void {
    this.open(avatar).catch(() => undefined);
  }

  /**
   * Waits until frames of the avatar can be drawn.
   * @throws AppError as chooseLipsync does; `bad-clip`, `bad-model`, `worker-crashed`.
   */
  open(avatar: AvatarMedia): Promise<OpenedMouth> {
    // An avatar that was changed meanwhile has been loaded anew.
    if (this.#opened === undefined || this.#avatar !== avatar) {
      this.close();
      this.#avatar = avatar;
      this.#opened = this.#open(avatar);
    }
    return this.#opened;
  }

  /** The threads stay, warm for the next job. */
  close(): void {
    this.#opened?.then(
      ({ lipsync }) => lipsync.close(),
      () => undefined,
    );
  }

  async #open(avatar: AvatarMedia): Promise<OpenedMouth> {
    const { backend, quality } = this.#options;
    const signal = this.#signal;
    const warnings = this.#warnings;
    const choice = await chooseLipsync(avatar, this.#options);
    warnings.push(...lipsyncWarnings(choice, this.#options));
    const clips = avatar.clips.map(({ name, blob, maxSide, still }) => {
      return { name, blob, maxSide, still };
    });
    const { lipsyncThreads } = QUALITY[quality];
    const lipsync = await LiveLipsync.start(async () => {
      await threads.render.call((media) => media.registerClips(clips), signal);
      return openLipsync(avatar, { ...choice, backend }, lipsyncThreads, warnings, signal);
    }, warnings);
    return { choice, lipsync };
  }
}
