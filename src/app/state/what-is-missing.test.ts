import { describe, expect, it } from 'vitest';
import { whatIsMissing, type Needs } from './what-is-missing';

interface Changes {
  voice?: Partial<Needs['voice']>;
  settings?: Partial<Needs['settings']>;
  avatars?: object;
  source?: Partial<Needs['source']>;
}

/** Everything is there for a video with core clips, but for the changes. */
function needs(changes: Changes = {}): Needs {
  return {
    voice: { audio: new Blob(['speech']), reading: null, ...changes.voice },
    settings: { mode: 'core-clips', startFrame: 0, ...changes.settings },
    avatars: {
      chosen: { id: 'eve', name: 'Eve' },
      unprepared: {},
      sequenceFrames: 100,
      ...changes.avatars,
    },
    source: {
      file: new File([], 'eve.mp4'),
      rightsConfirmed: true,
      unusable: false,
      automatic: true,
      picture: false,
      range: { start: 0, end: 4 },
      ...changes.source,
    },
  } as unknown as Needs;
}

describe('what is missing for a video', () => {
  it('is nothing when everything is there', () => {
    for (const mode of ['core-clips', 'training-data', 'custom-video'] as const) {
      expect(whatIsMissing(needs({ settings: { mode } }))).toBeNull();
    }
  });

  it('is speech in every mode', () => {
    for (const mode of ['core-clips', 'training-data', 'custom-video'] as const) {
      const asked = needs({ settings: { mode }, voice: { audio: null } });
      expect(whatIsMissing(asked)).toMatch(/speech/);
    }
  });

  it('is the new speech while it is being read', () => {
    expect(whatIsMissing(needs({ voice: { reading: 'new.wav' } }))).toMatch(/new\.wav/);
  });

  it('is the source, then the right to use it', () => {
    const settings = { mode: 'custom-video' } as const;
    const source = { file: null, rightsConfirmed: false };
    expect(whatIsMissing(needs({ settings, source }))).toMatch(/source video/);
    expect(whatIsMissing(needs({ settings, source: { rightsConfirmed: false } }))).toMatch(/right/);
    expect(whatIsMissing(needs({ settings, source: { unusable: true } }))).toMatch(/another/);
    expect(whatIsMissing(needs({ source }))).toBeNull();
  });

  it('is a start frame within the sequence', () => {
    const wrong = [null, -1, 0.5, 100];
    for (const startFrame of wrong) {
      const asked = needs({ settings: { mode: 'training-data', startFrame } });
      expect(whatIsMissing(asked)).toMatch(/from 0 to 99/);
      expect(whatIsMissing(needs({ settings: { startFrame } }))).toBeNull();
    }
    const last = needs({ settings: { mode: 'training-data', startFrame: 99 } });
    expect(whatIsMissing(last)).toBeNull();
  });

  it('is what the chosen face still needs', () => {
    expect(whatIsMissing(needs({ avatars: { chosen: null } }))).toMatch(/face/);
    const unprepared = { eve: 2 };
    expect(whatIsMissing(needs({ avatars: { unprepared } }))).toMatch(/Eve has 2 clips to prepare/);
  });
});
