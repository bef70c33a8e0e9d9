import type { FrameSource } from '../../core/clips/frame-at';

/** A picture of a clip, wanted at some place of the output. */
export interface WantedFrame {
  clip: string;
  sourceFrame: number;
}

/** Consecutive frames of one clip as FrameReader.frames reads them: [from, to), backwards if from > to. */
export interface FrameRun {
  clip: string;
  from: number;
  to: number;
}

/** Groups wanted frames into as few runs as possible, keeping their order. */
export function frameRuns(wanted: readonly WantedFrame[]): FrameRun[] {
  const runs: FrameRun[] = [];
  for (let start = 0; start < wanted.length;) {
    const first = wanted[start];
    if (!first) break;
    const next = wanted[start + 1];
    const backwards = next?.clip === first.clip && next.sourceFrame === first.sourceFrame - 1;
    const step = backwards ? -1 : 1;
    let length = 1;
    while (follows(wanted[start + length], first, step * length)) length += 1;
    runs.push(
      backwards
        ? { clip: first.clip, from: first.sourceFrame + 1, to: first.sourceFrame + 1 - length }
        : { clip: first.clip, from: first.sourceFrame, to: first.sourceFrame + length },
    );
    start += length;
  }
  return runs;
}

function follows(frame: WantedFrame | undefined, first: WantedFrame, offset: number): boolean {
  return frame?.clip === first.clip && frame.sourceFrame === first.sourceFrame + offset;
}

/** The clip frames of output frames in the order in which they are best read: what fades over a cut, then what it fades into. */
export function decodingOrder(sources: readonly FrameSource[]): WantedFrame[] {
  return sources.flatMap((source, index) => [...fadeFrom(sources, index), source]);
}

/** The frames that fade over a cut, if one begins to at this place; none elsewhere. */
export function fadeFrom(sources: readonly FrameSource[], index: number): WantedFrame[] {
  const shareAt = (place: number): number => sources[place]?.blend?.share ?? 0;
  // Within a fade the share falls; at the next cut it is high again.
  const goesOn = (place: number): boolean => shareAt(place) > 0 && shareAt(place) < shareAt(place - 1); // prettier-ignore
  if (shareAt(index) === 0 || goesOn(index)) return [];
  let end = index + 1;
  while (goesOn(end)) end += 1;
  return sources.slice(index, end).flatMap(({ blend }) => (blend ? [blend] : []));
}
