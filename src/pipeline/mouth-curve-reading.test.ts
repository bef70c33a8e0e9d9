import { beforeEach, expect, test, vi } from 'vitest';
import { BLOCK_FRAMES, type CurveBlock } from '../core/lipsync/curve-blocks';
import { CURVE_COUNT } from '../core/lipsync/curve-window';
import { SAMPLES_PER_FRAME } from '../core/time/units';
import { abortError, AppError } from '../workers/protocol/errors';
import type { MouthCurvesModel } from '../workers/protocol/mouth-curves';
import type { MouthCurveOptions } from './mouth-curve-reading';

/** What threads load where both encoders are asked for. */
const BOTH = 'mouth-curves-head-base 0.7, mouth-curves-head-tiny 0.3';

/** A thread that answers when the test lets it; its curves tell the first sample of their window. */
class FakeThread {
  loaded = 0;
  readonly asked: number[] = [];
  crash: AppError | undefined;
  hold: Promise<void> = Promise.resolve();

  /** Heads that were loaded, those of a load in one line. */
  readonly heads: string[] = [];
  /** Of loading the second networks. */
  failure: AppError | undefined;

  async load(
    use: (net: { load: (models: readonly MouthCurvesModel[]) => void }) => Promise<void>,
  ): Promise<void> {
    this.loaded += 1;
    const said = ({ head, weight }: MouthCurvesModel) => `${head} ${String(weight)}`;
    await use({ load: (models) => this.heads.push(models.map(said).join(', ')) });
    if (this.failure && this.heads.at(-1) === BOTH) throw this.failure;
  }

  async call(
    use: (net: unknown) => Promise<Float32Array>,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    await this.hold;
    if (signal?.aborted === true) throw abortError();
    if (this.crash) throw this.crash;
    return use({
      read: (pcm: Float32Array, { start, end }: CurveBlock) => {
        this.asked.push(start / BLOCK_FRAMES);
        const curves = new Float32Array((end - start) * CURVE_COUNT).fill(pcm[0] ?? NaN);
        return Promise.resolve(curves);
      },
    });
  }
}

const fakes = vi.hoisted(() => ({ curves: [] as unknown[] }));
vi.mock('./threads', () => ({ threads: fakes }));
vi.mock('./capabilities', () => ({ cpuThreads: () => 4 }));
vi.mock('../platform/model-store', () => ({ modelUrl: (id: string) => Promise.resolve(id) }));
const { MouthCurveReading } = await import('./mouth-curve-reading');

let one: FakeThread;
let two: FakeThread;

beforeEach(() => {
  one = new FakeThread();
  two = new FakeThread();
});

/** Audio whose samples count the frames. */
const counting = (frames: number) =>
  Float32Array.from({ length: frames * SAMPLES_PER_FRAME }, (_, i) =>
    Math.floor(i / SAMPLES_PER_FRAME),
  );

const FRAMES = 6.5 * BLOCK_FRAMES;

function readingOn(threads: FakeThread[], options?: MouthCurveOptions) {
  fakes.curves = threads;
  return new MouthCurveReading(options);
}

async function curvesOf(
  frames: number,
  threads: FakeThread[],
  reading = readingOn(threads),
): Promise<Float32Array> {
  const pcm = counting(frames);
  const block = 10 * 16_000;
  for (let at = 0; at < pcm.length; at += block) await reading.push(pcm.slice(at, at + block));
  return reading.finish(frames);
}

test('two threads share the blocks of longer speech and give what one gives', async () => {
  const alone = await curvesOf(FRAMES, [new FakeThread()]);
  // The first thread is slow: what it does not get to is the other one's.
  one.hold = new Promise((resolve) => setTimeout(resolve, 20));
  expect(await curvesOf(FRAMES, [one, two])).toEqual(alone);
  expect([...one.asked, ...two.asked].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(two.asked.length).toBeGreaterThan(0);
});

test('both networks read where they are asked for, on every thread', async () => {
  one.hold = new Promise((resolve) => setTimeout(resolve, 20));
  const reading = readingOn([one, two], { encoders: 'base+tiny' });
  await curvesOf(FRAMES, [one, two], reading);
  expect(await reading.chosen).toEqual({ encoders: 'base+tiny' });
  expect([one, two].map(({ heads }) => heads.at(-1))).toEqual(Array(2).fill(BOTH));
});

test('without a connection the networks of the main job read instead, which is told', async () => {
  one.failure = new AppError('offline-missing', 'No connection.', { hint: 'Go online.' });
  one.hold = new Promise((resolve) => setTimeout(resolve, 20));
  const reading = readingOn([one, two], { encoders: 'base+tiny' });
  expect(await curvesOf(FRAMES, [one, two], reading)).toHaveLength(FRAMES * CURVE_COUNT);
  expect(await reading.chosen).toEqual({ encoders: 'base', lacking: one.failure });
  expect([one, two].map(({ heads }) => heads.at(-1))).toEqual(
    Array(2).fill('mouth-curves-head-base 1'),
  );
});

test('second networks that are broken are told, not worked around', async () => {
  one.failure = new AppError('bad-model', 'Another file.', { hint: 'Fetch it again.' });
  const reading = readingOn([one], { encoders: 'base+tiny' });
  await expect(curvesOf(FRAMES, [one], reading)).rejects.toMatchObject({ code: 'bad-model' });
});

test('where memory is scarce, one thread reads it all', async () => {
  one.hold = new Promise((resolve) => setTimeout(resolve, 20));
  await curvesOf(FRAMES, [one, two], readingOn([one, two], { mostThreads: 1 }));
  expect([one.asked.length, two.loaded]).toEqual([7, 0]);
});

test('short speech loads one thread', async () => {
  await curvesOf(BLOCK_FRAMES / 2, [one, two]);
  expect([one.loaded, two.loaded]).toEqual([1, 0]);
});

test('the giving side waits for the threads: an hour of speech is never held at once', async () => {
  fakes.curves = [one];
  let go: () => void = () => undefined;
  one.hold = new Promise((resolve) => (go = resolve));
  const reading = new MouthCurveReading();
  let pushed = 0;
  const all = (async () => {
    for (; pushed < 60; pushed++) await reading.push(counting(BLOCK_FRAMES));
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(pushed).toBeGreaterThan(5);
  expect(pushed).toBeLessThan(30);
  go();
  await all;
  expect(await reading.finish(60 * BLOCK_FRAMES)).toHaveLength(60 * BLOCK_FRAMES * CURVE_COUNT);
});

test('a thread that dies ends the reading with its reason, whichever of them it is', async () => {
  two.crash = new AppError('worker-crashed', 'It stopped.', { hint: 'Try again.' });
  one.hold = new Promise((resolve) => setTimeout(resolve, 20));
  await expect(curvesOf(FRAMES, [one, two])).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(one.asked.length).toBeLessThan(7);
});

test('the first curves are there while later ones are read; who waits for many gets a second thread', async () => {
  fakes.curves = [one, two];
  const reading = new MouthCurveReading({ followed: true });
  await reading.push(counting(6 * BLOCK_FRAMES));
  const begin = await reading.between(5, 7);
  expect([begin[0], begin.length]).toEqual([0, 2 * CURVE_COUNT]);
  expect(two.loaded).toBe(0);
  const all = reading.between(0, 6 * BLOCK_FRAMES);
  const whole = await reading.finish(6 * BLOCK_FRAMES);
  expect(await all).toEqual(whole);
  expect(two.loaded).toBe(1);
});

test('long speech, whose detection would wait for the curves, gets a second thread', async () => {
  fakes.curves = [one, two];
  let go: () => void = () => undefined;
  one.hold = new Promise((resolve) => (go = resolve));
  const reading = new MouthCurveReading({ followed: true });
  for (let i = 0; i < 20; i++) await reading.push(counting(BLOCK_FRAMES));
  expect(two.loaded).toBe(0);
  // The first thread is stuck, so that only the second one can make room.
  for (let i = 0; i < 20; i++) await reading.push(counting(BLOCK_FRAMES));
  expect(two.loaded).toBe(1);
  go();
  await reading.finish(40 * BLOCK_FRAMES);
});

test('who follows the curves is told why no more will come', async () => {
  fakes.curves = [one];
  one.crash = new AppError('worker-crashed', 'It stopped.', { hint: 'Try again.' });
  const reading = new MouthCurveReading({ followed: true });
  const wanted = reading.between(0, 10);
  await reading.push(counting(2 * BLOCK_FRAMES));
  await expect(wanted).rejects.toMatchObject({ code: 'worker-crashed' });
});

test('a cancel reaches every thread', async () => {
  fakes.curves = [one, two];
  const controller = new AbortController();
  let go: () => void = () => undefined;
  one.hold = two.hold = new Promise((resolve) => (go = resolve));
  const reading = new MouthCurveReading({ signal: controller.signal });
  await reading.push(counting(4 * BLOCK_FRAMES));
  controller.abort();
  go();
  await expect(reading.finish(4 * BLOCK_FRAMES)).rejects.toMatchObject({ name: 'AbortError' });
  expect([...one.asked, ...two.asked]).toEqual([]);
});
