import { formatCount } from '../format';
import type { Avatars } from './avatars.svelte';
import type { Settings } from './settings.svelte';
import type { Source } from './source.svelte';
import type { Voice } from './voice.svelte';

/** What a video needs besides its settings; the parts of the page's state that are asked. */
export interface Needs {
  voice: Voice;
  settings: Settings;
  avatars: Avatars;
  source: Source;
}

/** The first thing that is still to be done before a video can be made; null when nothing is. */
export function whatIsMissing({ voice, settings, avatars, source }: Needs): string | null {
  const face = settings.mode === 'custom-video' ? missingSource(source) : missingFace(avatars);
  if (face !== null) return face;
  if (settings.mode === 'training-data') {
    const start = missingStart(settings.startFrame, avatars.sequenceFrames);
    if (start !== null) return start;
  }
  if (voice.reading !== null) return `Reading “${voice.reading}”…`;
  return voice.audio === null ? 'Bring some speech first.' : null;
}

function missingSource({
  file,
  rightsConfirmed,
  unusable,
  automatic,
  picture,
  range,
}: Needs['source']): string | null {
  if (file === null) return 'Choose a source video or picture first.';
  if (unusable) return 'Choose another video or picture: nobody can speak in this one.';
  if (!rightsConfirmed) return 'Confirm that you have the right to use this person’s likeness.';
  const whole = automatic || picture;
  return whole || range.end > range.start
    ? null
    : 'The part of the video must end after it begins.';
}

function missingFace({ chosen, unprepared }: Needs['avatars']): string | null {
  if (chosen === null) return 'Choose a face first.';
  const clips = unprepared[chosen.id] ?? 0;
  if (clips === 0) return null;
  return `${chosen.name} has ${formatCount(clips, 'clip')} to prepare: open its details.`;
}

/** Frames count from 0. */
function missingStart(startFrame: number | null, frames: number | null): string | null {
  const last = frames === null ? null : frames - 1;
  const fits =
    startFrame !== null &&
    Number.isInteger(startFrame) &&
    startFrame >= 0 &&
    (last === null || startFrame <= last);
  if (fits) return null;
  return `The start frame must be a whole number from 0 to ${last ?? 'the last frame'}.`;
}
