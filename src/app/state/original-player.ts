import { framesOf } from '../../core/clips/frame-at';
import type { Edl } from '../../core/clips/edl';
import { FPS } from '../../core/time/units';
import { isPicture } from './source.svelte';

/** Further than this behind or ahead of the result, in seconds, it is set right. */
const DRIFT_S = 0.1;
/** A paused picture is set right from here on. */
const HALF_FRAME_S = 0.5 / FPS;

/** Where in which clip a moment of the result comes from. */
interface Moment {
  clip: string;
  /** Seconds of the clip. */
  time: number;
  backwards: boolean;
}

/**
 * Plays the clips under a result in step with it, by its edit decision list, and paints them on a canvas. Forwards
 * the clip's own playback is used, and only set right when it drifts; backwards it is sought frame by frame.
 */
export class OriginalPlayer {
  readonly #edl: Edl;
  readonly #players = new Map<string, HTMLVideoElement | HTMLImageElement>();
  readonly #urls: string[] = [];
  readonly #canvas: HTMLCanvasElement;
  #current: string | null = null;

  constructor(edl: Edl, clips: ReadonlyMap<string, Blob>, canvas: HTMLCanvasElement) {
    this.#edl = edl;
    this.#canvas = canvas;
    for (const [name, blob] of clips) {
      const url = URL.createObjectURL(blob);
      this.#urls.push(url);
      this.#players.set(name, isPicture(blob) ? this.#picture(url) : this.#video(url));
    }
  }

  /** The result shows `seconds`; `playing` forwards at its usual speed. */
  show(seconds: number, playing: boolean): void {
    const moment = this.#momentOf(seconds);
    if (moment === null) return;
    const player = this.#players.get(moment.clip);
    if (player === undefined) return;
    if (this.#current !== moment.clip) this.#pause();
    this.#current = moment.clip;
    if (player instanceof HTMLVideoElement) follow(player, moment, playing);
    this.#paint(player);
  }

  destroy(): void {
    for (const player of this.#players.values()) {
      player.removeAttribute('src');
      if (player instanceof HTMLVideoElement) player.load();
    }
    this.#players.clear();
    for (const url of this.#urls) URL.revokeObjectURL(url);
  }

  #momentOf(seconds: number): Moment | null {
    const { events, totalFrames } = this.#edl;
    const first = Math.min(totalFrames - 1, Math.max(0, Math.floor(seconds * FPS + 1e-3)));
    const [at] = framesOf(this.#edl, new Map(), { first, end: first + 1 });
    if (at === undefined) return null;
    const event = events.find(({ recordOut }) => first < recordOut);
    const backwards = event !== undefined && event.sourceOut < event.sourceIn;
    // The middle of the frame: its beginning may round into the frame before.
    return { clip: at.clip, time: (at.sourceFrame + 0.5) / FPS, backwards };
  }

  #pause(): void {
    const player = this.#current === null ? undefined : this.#players.get(this.#current);
    if (player instanceof HTMLVideoElement) player.pause();
  }

  #paint(player: HTMLVideoElement | HTMLImageElement): void {
    const video = player instanceof HTMLVideoElement;
    const width = video ? player.videoWidth : player.naturalWidth;
    const height = video ? player.videoHeight : player.naturalHeight;
    const ready = video ? player.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA : player.complete;
    if (!ready || width === 0) return;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#canvas.getContext('2d')?.drawImage(player, 0, 0);
  }

  #video(url: string): HTMLVideoElement {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    video.src = url;
    const repaint = (): void => {
      if (this.#current !== null && this.#players.get(this.#current) === video) this.#paint(video);
    };
    video.onseeked = repaint;
    video.onloadeddata = repaint;
    return video;
  }

  #picture(url: string): HTMLImageElement {
    const image = new Image();
    image.onload = () => this.#paint(image);
    image.src = url;
    return image;
  }
}

function follow(video: HTMLVideoElement, { time, backwards }: Moment, playing: boolean): void {
  const off = Math.abs(video.currentTime - time);
  if (playing && !backwards) {
    if (off > DRIFT_S && !video.seeking) video.currentTime = time;
    // Rejected when the page is hidden or the player is gone; nothing is lost.
    if (video.paused) video.play().catch(() => undefined);
    return;
  }
  video.pause();
  // One seek at a time: more of them would only queue up.
  if (off > HALF_FRAME_S && !video.seeking) video.currentTime = time;
}
