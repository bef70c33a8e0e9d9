import { describe, expect, it } from 'vitest';
import { clipNames, parseClipName } from './clip-name';

describe('parseClipName', () => {
  it('reads the kind and the claimed length', () => {
    expect(parseClipName('02,08s talk.mp4')).toEqual({ kind: 'talk', seconds: 2.08 });
    expect(parseClipName('16,22s talk.mp4')).toEqual({ kind: 'talk', seconds: 16.22 });
    expect(parseClipName('03.5s TALK happy.MOV')).toEqual({ kind: 'talk', seconds: 3.5 });
    expect(parseClipName('talk.webm')).toEqual({ kind: 'talk' });
    expect(parseClipName('silence.mp4')).toEqual({ kind: 'silence' });
    expect(parseClipName('core_clips/adam/Silence 2.mkv')).toEqual({ kind: 'silence' });
  });

  it('tests "silence" before "talk"', () => {
    expect(parseClipName('04,00s silence after talk.mp4')).toEqual({ kind: 'silence', seconds: 4 });
  });

  it('refuses other names', () => {
    for (const name of ['wave.mp4', 'talk.wav', 'talk', 'talk.mp4.part', '', 'talks/clip.mp4']) {
      expect(parseClipName(name)).toBeNull();
    }
  });
});

describe('clipNames', () => {
  it('names clips so that they are read as what they are, each once', () => {
    const clips = [
      { kind: 'talk', frames: 52 },
      { kind: 'silence', frames: 110 },
      { kind: 'talk', frames: 52 },
      { kind: 'silence', frames: 30 },
      { kind: 'talk', frames: 406 },
    ] as const;
    const names = clipNames(clips);
    expect(names).toEqual(['02,08s talk.mp4', 'silence.mp4', '02,08s talk 2.mp4', 'silence 2.mp4', '16,24s talk.mp4']); // prettier-ignore
    names.forEach((name, k) => expect(parseClipName(name)?.kind).toBe(clips[k]?.kind));
  });
});
