import { describe, expect, it } from 'vitest';
import { parseClipName } from './clip-name';

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
