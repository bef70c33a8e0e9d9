import { beforeEach, describe, expect, it, vi } from 'vitest';
import { abortError, AppError } from '../workers/protocol/errors';
import type { Quality, VideoEncoderName } from './types';

const supportedEncoders = vi.fn<() => Promise<VideoEncoderName[]>>();
const encodesInHardware = vi.fn<() => Promise<boolean>>();
const checkEncoder = vi.fn<(name: VideoEncoderName) => Promise<void>>();

vi.mock('./capabilities', () => ({ supportedEncoders, encodesInHardware }));
vi.mock('./threads', () => ({
  threads: { render: { call: (work: (media: unknown) => unknown) => work({ checkEncoder }) } },
}));

const { chooseEncoder } = await import('./encoder-choice');

beforeEach(() => {
  supportedEncoders.mockReset().mockResolvedValue(['webcodecs', 'ffmpeg']);
  encodesInHardware.mockReset().mockResolvedValue(false);
  checkEncoder.mockReset().mockResolvedValue(undefined);
});

const auto = (quality: Quality) => chooseEncoder({ encoder: 'auto', quality });

describe('chooseEncoder', () => {
  it('takes x264 for the best quality where the browser encodes in software', async () => {
    expect(await auto('best')).toBe('ffmpeg');
    for (const quality of ['fast', 'balanced', 'low_memory'] as const) {
      expect(await auto(quality)).toBe('webcodecs');
    }
  });

  it('takes the browser’s own where that is hardware, or all there is', async () => {
    encodesInHardware.mockResolvedValue(true);
    expect(await auto('best')).toBe('webcodecs');
    encodesInHardware.mockResolvedValue(false);
    supportedEncoders.mockResolvedValue(['webcodecs']);
    expect(await auto('best')).toBe('webcodecs');
  });

  it('does without ffmpeg when it was never fetched and the network is off', async () => {
    const missing = new AppError('offline-missing', 'The ffmpeg engine could not be loaded.', {
      hint: 'Go online once.',
    });
    checkEncoder.mockImplementation((name) =>
      name === 'ffmpeg' ? Promise.reject(missing) : Promise.resolve(),
    );
    expect(await auto('best')).toBe('webcodecs');
    await expect(chooseEncoder({ encoder: 'ffmpeg', quality: 'best' })).rejects.toBe(missing);
    supportedEncoders.mockResolvedValue(['ffmpeg']);
    await expect(auto('best')).rejects.toBe(missing);
  });

  it('is cancelled with the job', async () => {
    checkEncoder.mockRejectedValue(abortError());
    await expect(auto('best')).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('takes what is asked for, and refuses what is not there', async () => {
    expect(await chooseEncoder({ encoder: 'webcodecs', quality: 'best' })).toBe('webcodecs');
    supportedEncoders.mockResolvedValue(['ffmpeg']);
    await expect(chooseEncoder({ encoder: 'webcodecs', quality: 'best' })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});
