/** The drawn waveform of the speech: wavesurfer.js with its regions plugin, told what to show. */
import WaveSurfer from 'wavesurfer.js';
import RegionsPlugin from 'wavesurfer.js/plugins/regions';
import type { SpeechTimeline } from '../../pipeline/types';
import type { Peaks } from '../state/voice.svelte';

const HEIGHT = 112;
/** Speech closer together than this many pixels is drawn as one region: bounds the DOM of an hour. */
const MIN_GAP_PX = 2;

/** Two points a bar on a wide screen; more only cost time at every repaint. */
const MAX_POINTS = 1000;

export interface WaveformEvents {
  onPlaying: (playing: boolean) => void;
  onTime: (seconds: number) => void;
}

export class Waveform {
  readonly #surfer: WaveSurfer;
  readonly #regions: ReturnType<typeof RegionsPlugin.create>;
  readonly #container: HTMLElement;
  #duration = 0;
  #timeline: SpeechTimeline | null = null;
  #repaint: number | undefined;

  /** Shows nothing yet. */
  constructor(container: HTMLElement, events: WaveformEvents) {
    this.#container = container;
    this.#regions = RegionsPlugin.create();
    this.#surfer = WaveSurfer.create({
      container,
      height: HEIGHT,
      barWidth: 3,
      barGap: 2,
      barRadius: 2,
      barMinHeight: 2,
      normalize: true,
      cursorWidth: 2,
      dragToSeek: true,
      plugins: [this.#regions],
    });
    this.#surfer.on('play', () => events.onPlaying(true));
    this.#surfer.on('pause', () => events.onPlaying(false));
    this.#surfer.on('timeupdate', events.onTime);
    this.#surfer.on('resize', () => this.paint());
  }

  async load(url: string, peaks: Peaks): Promise<void> {
    this.#duration = peaks.duration;
    // Given peaks, wavesurfer neither fetches nor decodes the audio on this thread.
    await this.#surfer.load(url, [reduced(peaks.peaks)], peaks.duration);
  }

  show(timeline: SpeechTimeline | null): void {
    this.#timeline = timeline;
    this.#regions.clearRegions();
    for (const { start, end } of this.#drawnSpeech()) {
      this.#regions.addRegion({
        start,
        end,
        color: 'var(--voice-wash)',
        drag: false,
        resize: false,
      });
    }
    this.paint();
  }

  /** Colours the bars: voice where someone speaks, pale elsewhere; again when the theme changes. With the next frame. */
  paint(): void {
    this.#repaint ??= requestAnimationFrame(() => {
      this.#repaint = undefined;
      this.#paint();
    });
  }

  #paint(): void {
    const style = getComputedStyle(this.#container);
    const voice = style.getPropertyValue('--voice').trim();
    const rest = style.getPropertyValue('--rest').trim();
    const ink = style.getPropertyValue('--ink').trim();
    const fill = this.#timeline === null ? rest : this.#gradient(voice, rest);
    this.#surfer.setOptions({ waveColor: fill, progressColor: fill, cursorColor: ink });
  }

  playPause(): void {
    void this.#surfer.playPause();
  }

  destroy(): void {
    if (this.#repaint !== undefined) cancelAnimationFrame(this.#repaint);
    this.#surfer.destroy();
  }

  #gradient(voice: string, rest: string): CanvasGradient | string {
    const width = this.#container.clientWidth * devicePixelRatio;
    const context = document.createElement('canvas').getContext('2d');
    if (context === null || width === 0) return voice;
    const gradient = context.createLinearGradient(0, 0, width, 0);
    const at = (seconds: number): number => Math.min(1, Math.max(0, seconds / this.#duration));
    let reached = 0;
    for (const { start, end } of this.#drawnSpeech()) {
      gradient.addColorStop(reached, rest);
      gradient.addColorStop(at(start), rest);
      gradient.addColorStop(at(start), voice);
      gradient.addColorStop(at(end), voice);
      reached = at(end);
    }
    gradient.addColorStop(reached, rest);
    return gradient;
  }

  /** Speech segments, joined where the pause between them is too short to see. */
  #drawnSpeech(): { start: number; end: number }[] {
    const gap = (MIN_GAP_PX * this.#duration) / Math.max(1, this.#container.clientWidth);
    const drawn: { start: number; end: number }[] = [];
    for (const { kind, start, end } of this.#timeline?.segments ?? []) {
      if (kind !== 'speech') continue;
      const last = drawn.at(-1);
      if (last !== undefined && start - last.end < gap) last.end = end;
      else drawn.push({ start, end });
    }
    return drawn;
  }
}

/** The largest of each run of peaks, so that at most {@link MAX_POINTS} are left. */
function reduced(peaks: Float32Array): Float32Array {
  const run = Math.ceil(peaks.length / MAX_POINTS);
  if (run <= 1) return peaks;
  return Float32Array.from({ length: Math.ceil(peaks.length / run) }, (_, i) =>
    peaks.subarray(i * run, (i + 1) * run).reduce((most, peak) => Math.max(most, peak), 0),
  );
}
