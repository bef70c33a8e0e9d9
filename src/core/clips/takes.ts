import type { Edl, EdlEvent } from './edl';

/** What a viewer sees as one clip: output frames [recordIn, recordOut). */
export interface Take {
  recordIn: number;
  recordOut: number;
  clip: string;
  /** What most of it is: a cut may lie a little off the border of the speech. */
  kind: EdlEvent['kind'];
}

/**
 * The list as a viewer sees it: events of one clip that go on where the one before ended, as at a border of the speech
 * that the cut does not lie on, are one take, also where the clip turns round.
 */
export function takesOf({ events }: Edl): Take[] {
  const runs: EdlEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (before?.clip === event.clip && before.sourceOut === event.sourceIn) run?.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) return [];
    const { clip, recordIn } = first;
    const { recordOut } = last;
    const spoken = run
      .filter(({ kind }) => kind === 'speech')
      .reduce((sum, event) => sum + event.recordOut - event.recordIn, 0);
    const kind = 2 * spoken >= recordOut - recordIn ? 'speech' : 'silence';
    return [{ recordIn, recordOut, clip, kind }];
  });
}
