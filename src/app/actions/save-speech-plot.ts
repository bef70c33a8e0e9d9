import type { SpeechTimeline } from '../../pipeline/types';
import type { Peaks } from '../state/voice.svelte';
import { formatClock } from '../format';
import { fileNameFor, saveBlob } from './download';

/** Pixels of the saved picture. */
const WIDTH = 1600;
const HEIGHT = 640;
const MARGIN = { left: 72, right: 32, top: 72, bottom: 56 };
const WAVE_HEIGHT = 250;
const GAP = 30;

/** Seconds between two marks of the time axis: the first that needs at most MAX_TICKS of them. */
const TICK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];
const MAX_TICKS = 10;

const COLOURS = {
  paper: '#fffdfb',
  ink: '#211b1e',
  soft: '#6a5f63',
  line: '#e3dad1',
  voice: '#e8503e',
  voiceWash: 'rgba(232, 80, 62, 0.14)',
  score: '#5b3df0',
};

export interface SpeechPlot {
  name: string;
  timeline: SpeechTimeline;
  peaks: Peaks | null;
  threshold: number;
}

/** Draws waveform, speech scores, threshold and segments and saves them as a PNG. */
export async function saveSpeechPlot(plot: SpeechPlot): Promise<void> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser cannot draw a picture off screen.');
  draw(context, plot);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  saveBlob(blob, fileNameFor(plot.name, ' speech.png'));
}

function draw(c: OffscreenCanvasRenderingContext2D, plot: SpeechPlot): void {
  const { timeline, threshold } = plot;
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (seconds: number): number => MARGIN.left + (seconds / timeline.duration) * width;
  const scoreTop = MARGIN.top + WAVE_HEIGHT + GAP;
  const y = (score: number): number => bottom - score * (bottom - scoreTop);

  c.fillStyle = COLOURS.paper;
  c.fillRect(0, 0, WIDTH, HEIGHT);
  c.fillStyle = COLOURS.voiceWash;
  for (const { kind, start, end } of timeline.segments) {
    if (kind === 'speech') c.fillRect(x(start), MARGIN.top, x(end) - x(start), bottom - MARGIN.top);
  }
  if (plot.peaks !== null) drawWave(c, plot.peaks.peaks, width);
  drawScores(c, timeline, x, y);

  c.strokeStyle = COLOURS.ink;
  c.setLineDash([8, 6]);
  c.beginPath();
  c.moveTo(MARGIN.left, y(threshold));
  c.lineTo(WIDTH - MARGIN.right, y(threshold));
  c.stroke();
  c.setLineDash([]);
  drawText(c, plot, x, y, bottom);
}

function drawWave(c: OffscreenCanvasRenderingContext2D, peaks: Float32Array, width: number): void {
  const middle = MARGIN.top + WAVE_HEIGHT / 2;
  c.fillStyle = COLOURS.voice;
  for (let column = 0; column < width; column++) {
    const from = Math.floor((column / width) * peaks.length);
    const to = Math.max(from + 1, Math.floor(((column + 1) / width) * peaks.length));
    let peak = 0;
    for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(peaks[i] ?? 0));
    const half = Math.max(0.5, (peak * WAVE_HEIGHT) / 2);
    c.fillRect(MARGIN.left + column, middle - half, 1, half * 2);
  }
}

function drawScores(
  c: OffscreenCanvasRenderingContext2D,
  { scores, scoreHop }: SpeechTimeline,
  x: (seconds: number) => number,
  y: (score: number) => number,
): void {
  c.strokeStyle = COLOURS.score;
  c.lineWidth = 2;
  c.beginPath();
  scores.forEach((score, i) => c.lineTo(x((i + 0.5) * scoreHop), y(score)));
  c.stroke();
}

function drawText(
  c: OffscreenCanvasRenderingContext2D,
  { name, timeline, threshold }: SpeechPlot,
  x: (seconds: number) => number,
  y: (score: number) => number,
  bottom: number,
): void {
  c.fillStyle = COLOURS.ink;
  c.font = '600 26px "Bricolage Grotesque", sans-serif';
  c.fillText(name, MARGIN.left, 44, WIDTH / 2);
  c.font = '18px "Instrument Sans", sans-serif';
  c.fillStyle = COLOURS.soft;
  c.textAlign = 'right';
  const speech = timeline.segments.filter(({ kind }) => kind === 'speech').length;
  const summary = `${speech} speech segments · threshold ${threshold.toFixed(2)} · ${timeline.engine}`;
  c.fillText(summary, WIDTH - MARGIN.right, 44);
  for (const mark of [0, 0.5, 1]) c.fillText(mark.toFixed(1), MARGIN.left - 12, y(mark) + 6);
  c.textAlign = 'center';
  const step =
    TICK_STEPS.find((each) => timeline.duration / each <= MAX_TICKS) ?? timeline.duration;
  for (let seconds = 0; seconds <= timeline.duration; seconds += step) {
    c.fillText(formatClock(seconds), x(seconds), bottom + 32);
  }
}
