import { describe, expect, it, vi } from 'vitest';
import type { Mouthpiece, SpeechOptions, SpeechTimeline } from '../../pipeline/types';
import { AppError, type ErrorCode } from '../../workers/protocol/errors';
import type { Notices } from './notices.svelte';
import { Voice, type Peaks } from './voice.svelte';

const peaks: Peaks = { peaks: new Float32Array(2), duration: 1 };
const old = new File(['old'], 'recording.webm');
const next = new File(['next'], 'next.wav');

function voiceWith(read: (audio: Blob) => Promise<Peaks>) {
  const report = vi.fn();
  const reader = { peaks: vi.fn(read), prepareMouth: vi.fn(() => Promise.resolve()) };
  const detectSpeech = vi.fn((_audio: Blob, _options: SpeechOptions) =>
    Promise.resolve({ duration: 1 } as SpeechTimeline),
  );
  const mouthpiece = { detectSpeech } as unknown as Mouthpiece;
  const notices = { report, log: vi.fn() } as unknown as Notices;
  const settings = { vadEngine: 'energy', quality: 'best' } as const;
  return { voice: new Voice(mouthpiece, reader, notices, settings), report, reader, detectSpeech };
}

const failing = (code: ErrorCode) => (audio: Blob) =>
  audio === next
    ? Promise.reject(new AppError(code, 'Failed.', { hint: 'Try another.' }))
    : Promise.resolve(peaks);

describe('the chosen speech', () => {
  it('stays when the file that should replace it cannot be read, which is told', async () => {
    const { voice, report } = voiceWith(failing('corrupt-media'));
    await voice.choose(old, old.name);
    const { url } = voice;
    expect(await voice.choose(next, next.name)).toBe(false);
    expect(report).toHaveBeenCalledTimes(1);
    expect(voice).toMatchObject({ audio: old, name: old.name, url, reading: null });
  });

  it('is replaced once the new file has proved readable, and not before', async () => {
    let proved: (read: Peaks) => void = () => undefined;
    const { voice } = voiceWith((audio) =>
      audio === next ? new Promise((resolve) => (proved = resolve)) : Promise.resolve(peaks),
    );
    await voice.choose(old, old.name);
    const taken = voice.choose(next, next.name);
    expect(voice).toMatchObject({ audio: old, reading: next.name });
    proved(peaks);
    expect(await taken).toBe(true);
    expect(voice).toMatchObject({ audio: next, name: next.name, reading: null });
  });

  it('is replaced where the failure says nothing of the new file', async () => {
    const { voice } = voiceWith(failing('worker-crashed'));
    await voice.choose(old, old.name);
    expect(await voice.choose(next, next.name)).toBe(true);
    expect(voice.audio).toBe(next);
  });

  it('goes when it is itself of no use', async () => {
    const { voice, report } = voiceWith(failing('no-audio'));
    await voice.choose(next, next.name);
    await vi.waitFor(() => expect(voice.audio).toBeNull());
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('is read, and listened to, as a job would with what is set', async () => {
    const { voice, reader, detectSpeech } = voiceWith(() => Promise.resolve(peaks));
    await voice.choose(old, old.name);
    voice.analyse(null, { threshold: 0.5, minSilence: 0.75, vadEngine: 'energy' });
    await vi.waitFor(() => expect(reader.prepareMouth).toHaveBeenCalled());
    const asked = { vadEngine: 'energy', quality: 'best' };
    expect(reader.peaks.mock.calls[0]).toContainEqual(asked);
    expect(reader.prepareMouth.mock.calls[0]).toContainEqual(asked);
    expect(detectSpeech.mock.calls[0]?.[1]).toMatchObject({ vadEngine: 'energy' });
  });
});
