import { describe, expect, it } from 'vitest';
import type { EdlEvent, PlanClip } from './edl';
import { planClips } from './plan';
import { validateEdl } from './validate-edl';

const clips: PlanClip[] = [
  { name: 't', kind: 'talk', frames: 30 },
  { name: 's', kind: 'silence', frames: 40 },
];
const { edl } = planClips(
  {
    duration: 3,
    segments: [
      { kind: 'silence', start: 0, end: 1 },
      { kind: 'speech', start: 1, end: 3 },
    ],
  },
  clips,
);

function edited(index: number, change: Partial<EdlEvent>): string[] {
  const events = edl.events.map((event, k) => (k === index ? { ...event, ...change } : event));
  return validateEdl({ ...edl, events }, clips, 75);
}

describe('validateEdl', () => {
  it('accepts planned lists and clips that play backwards', () => {
    expect(validateEdl(edl, clips, 75)).toEqual([]);
    expect(edited(0, { sourceIn: 25, sourceOut: 0 })).toEqual([]);
  });

  it('names what is wrong', () => {
    expect(edited(0, { clip: 'x' })).toEqual(['Event 1 names a clip that the avatar lacks: "x".']);
    expect(edited(0, { sourceIn: 20, sourceOut: 45 })[0]).toMatch(/shows frames 20 to 45 of "s"/);
    expect(edited(0, { sourceOut: 24 })[0]).toMatch(/fills 25 frames with 24/);
    expect(edited(1, { recordIn: 26 })[0]).toMatch(/starts at frame 26, not at 25/);
    expect(edited(0, { recordOut: 0 })[0]).toMatch(/not after its start/);
    expect(edited(0, { sourceIn: 0.5 })[0]).toMatch(/not whole frames/);
    expect(edited(0, { blend: 26 })[0]).toMatch(/blends over 26 frames/);
    expect(edited(0, { kind: 'music' as EdlEvent['kind'] })[0]).toMatch(/unknown kind "music"/);
    expect(validateEdl(edl, clips, 80)[0]).toMatch(/75 frames; the audio needs 80/);
    expect(validateEdl({ ...edl, events: edl.events.slice(0, 1) }, clips, 75)[0]).toMatch(
      /end at frame 25/,
    );
  });
});
