import { describe, expect, it } from 'vitest';
import { whatIsBrought } from './add-face.svelte';

const file = (name: string, type = ''): File => new File(['x'], name, { type });

describe('what is brought for a face', () => {
  it('is one video that clips are cut out of, unless its name says that it is a clip', () => {
    const holiday = file('holiday.mov');
    expect(whatIsBrought([holiday])).toEqual({ kind: 'video', video: holiday });
    expect(whatIsBrought([file('clip', 'video/mp4')]).kind).toBe('video');
    expect(whatIsBrought([file('02,08s talk.mp4')])).toMatchObject({ kind: 'clips', talk: 1 });
  });

  it('is a zip that only its import looks into', () => {
    expect(whatIsBrought([file('eve.ZIP')]).kind).toBe('zip');
  });

  it('is a folder of clips, the misnamed ones named', () => {
    const names = ['silence.mp4', '02,08s talk.mp4', '04,40s talk.mp4', 'walk.mp4', 'notes.txt'];
    expect(whatIsBrought(names.map((name) => file(name)))).toEqual({
      kind: 'clips',
      talk: 2,
      silence: 1,
      unknown: ['walk.mp4'],
    });
    expect(whatIsBrought([])).toEqual({ kind: 'nothing' });
  });
});
