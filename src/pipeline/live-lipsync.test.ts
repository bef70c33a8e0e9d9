import { describe, expect, it } from 'vitest';
import { abortError, AppError, isAbort } from '../workers/protocol/errors';
import type { OpenedLipsync } from './lipsync-session';
import { LiveLipsync } from './live-lipsync';
import type { Warning } from './types';

const crashed = () => new AppError('worker-crashed', 'It stopped.', { hint: 'Try again.' });

/** Threads whose crash a test brings about. */
function threads() {
  const listeners = new Set<(reason: AppError) => void>();
  let opened = 0;
  const open = (): Promise<OpenedLipsync> => {
    opened += 1;
    return Promise.resolve({
      backend: () => Promise.resolve('wasm' as const),
      plansAhead: () => Promise.resolve(false),
      plan: () => Promise.resolve(null),
      onCrash(listener: (reason: AppError) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
  };
  return {
    open,
    crash: () => listeners.forEach((listener) => listener(crashed())),
    get opened() {
      return opened;
    },
    get listeners() {
      return listeners.size;
    },
  };
}

/** Work that only an abort ends. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(abortError()));
  });

describe('LiveLipsync', () => {
  it('opens the threads anew when one dies in the midst of work, and does the work again', async () => {
    const fake = threads();
    const warnings: Warning[] = [];
    const lipsync = await LiveLipsync.start(fake.open, warnings);
    let tries = 0;
    const work = lipsync.run((signal) => {
      tries += 1;
      return tries === 1 ? endless(signal) : Promise.resolve('done');
    });
    fake.crash();
    expect(await work).toBe('done');
    expect([tries, fake.opened, fake.listeners]).toEqual([2, 2, 1]);
    lipsync.close();
    expect(fake.listeners).toBe(0);
    expect(warnings.map(({ code }) => code)).toEqual(['thread-restarted']);
  });

  it('also when the work itself reports the crash', async () => {
    const fake = threads();
    const lipsync = await LiveLipsync.start(fake.open, []);
    let tries = 0;
    const work = lipsync.run(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(crashed()) : Promise.resolve(tries);
    });
    expect(await work).toBe(2);
    expect(fake.opened).toBe(2);
  });

  it('opens them anew before the next work when one dies in between', async () => {
    const fake = threads();
    const lipsync = await LiveLipsync.start(fake.open, []);
    fake.crash();
    expect(fake.opened).toBe(1);
    const work = lipsync.run(() => Promise.resolve(fake.opened));
    expect(await work).toBe(2);
    expect(await lipsync.run(() => Promise.resolve(fake.opened))).toBe(2);
  });

  it('opens them anew when one dies while they are being opened, but not without end', async () => {
    const fake = threads();
    const warnings: Warning[] = [];
    let deaths = 1;
    const open = () => {
      const opened = fake.open();
      return deaths-- > 0 ? Promise.reject(crashed()) : opened;
    };
    await LiveLipsync.start(open, warnings);
    expect(fake.opened).toBe(2);
    expect(warnings.map(({ code }) => code)).toEqual(['thread-restarted']);
    deaths = Infinity;
    await expect(LiveLipsync.start(open, [])).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(fake.opened).toBe(5);
  });

  it('gives up on threads that die again and again', async () => {
    const fake = threads();
    const lipsync = await LiveLipsync.start(fake.open, []);
    await expect(lipsync.run(() => Promise.reject(crashed()))).rejects.toMatchObject({
      code: 'worker-crashed',
    });
    expect(fake.opened).toBe(3);
  });

  it('takes neither a cancel nor another error for a crash', async () => {
    const fake = threads();
    const lipsync = await LiveLipsync.start(fake.open, []);
    const cancel = new AbortController();
    const work = lipsync.run(endless, cancel.signal);
    cancel.abort();
    await expect(work).rejects.toSatisfy(isAbort);
    await expect(lipsync.run(() => Promise.reject(new TypeError('x')))).rejects.toThrow('x');
    expect(fake.opened).toBe(1);
  });
});
