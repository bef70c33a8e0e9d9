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
