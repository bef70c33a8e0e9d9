/** Speaks the test sentences and the recordings, measures them, and writes the table and the viewer. */
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../shell/terminal';
import { measureCuts } from './cuts';
import { evaluatePeople } from './evaluate-people';
import { evaluateReal } from './evaluate-real';
import { evaluateTruth } from './evaluate-truth';
import { isComplete, type Figures, type Way } from './figures';
import { SPEECH, UNSEEN, unseenSounds } from './recordings';
import { report, writeReport } from './report';
import { SpeakingApp } from './speaking-app';
import { writeViewer } from './viewer';

/** Everything that the command makes: videos, figures, the viewer. */
const OUT = join(ROOT, '.cache/lips');
/** The number is raised when rows measure something else; former ones are forgotten. */
const FIGURES = join(OUT, 'figures-2.json');

const PARTS = ['truth', 'real', 'cuts'] as const;

/**
 * @param args `--quick`: two sentences and one recording, no table written. Each of these may be repeated, and measures
 *   only that anew, the rest stays as it was measured last: `--part truth|real|cuts`, `--avatar ID` and `--language NAME`
 *   of the parts truth and real, `--way "unet, app"` (engine and mouth curves). `--person FILE`, which may be repeated: only
 *   this video or picture speaks, as anybody's would, and is measured; no table is written.
 */
export async function evaluateLips(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      part: { type: 'string', multiple: true, default: [...PARTS] },
      avatar: { type: 'string', multiple: true, default: avatars() },
      language: { type: 'string', multiple: true, default: [...SPEECH] },
      way: { type: 'string', multiple: true },
      person: { type: 'string', multiple: true },
    },
  });
  if (values.person) return evaluatePeople(join(OUT, 'people'), values.person);
  const wanted = {
    parts: known('part', values.part, PARTS),
    avatars: known('avatar', values.avatar, avatars()),
    languages: known('language', values.language, SPEECH),
    ways: values.way,
  };
  // What is missing is told before anything is measured.
  if (wanted.parts.includes('real') && wanted.languages.includes(UNSEEN)) unseenSounds();
  const { quick } = values;
  mkdirSync(OUT, { recursive: true });
  const figures = readFigures(quick);
  const keep = (): void => {
    writeFileSync(FIGURES, JSON.stringify({ ...figures, quick }, null, 1));
  };
  if (wanted.parts.includes('cuts')) {
    figures.cuts = avatars().map(measureCuts);
    keep();
  }
  const task = { out: OUT, quick, ways: wanted.ways };
  for (const avatar of wanted.parts.includes('truth') ? wanted.avatars : []) {
    // One app each: all avatars speak the same sound, and other makers' curves stay in the place of what the app heard of it.
    await withApp(async (app) => {
      for await (const row of evaluateTruth({ ...task, app }, avatar)) {
        figures.truth = replaced(figures.truth, row);
        keep();
      }
    });
  }
  if (wanted.parts.includes('real')) {
    await withApp(async (app) => {
      for (const language of wanted.languages) {
        for await (const row of evaluateReal({ ...task, app }, language)) {
          figures.real = replaced(figures.real, row);
          keep();
        }
      }
    });
  }
  console.log(report(figures));
  console.log(`\nSide by side: open ${await writeViewer(OUT)} in a browser.`);
  if (quick || !isComplete(figures, SPEECH)) {
    console.log('Not everything was measured: docs/lip-sync.md stays as it is.');
    return;
  }
  await writeReport(figures);
  console.log('Written to docs/lip-sync.md.');
}

async function withApp(work: (app: SpeakingApp) => Promise<void>): Promise<void> {
  const app = await SpeakingApp.open();
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

/** @throws Error for a value that there is not. */
function known<Value extends string>(
  option: string,
  values: readonly string[],
  all: readonly Value[],
): Value[] {
  const unknown = values.find((value) => !all.some((one) => one === value));
  if (unknown !== undefined) {
    throw new Error(`--${option} "${unknown}" is none of ${all.join(', ')}.`);
  }
  return all.filter((value) => values.includes(value));
}

/** Rows with a new one in its old one's place, or at the end. */
function replaced<Row extends Way & { language?: string }>(rows: readonly Row[], row: Row): Row[] {
  const at = rows.findIndex(
    ({ avatar, engine, curves, language }) =>
      avatar === row.avatar &&
      engine === row.engine &&
      curves === row.curves &&
      language === row.language,
  );
  return at < 0 ? [...rows, row] : rows.with(at, row);
}

/** Ids of the built-in avatars. */
function avatars(): string[] {
  const list = readFileSync(join(ROOT, 'public/core_clips/index.json'), 'utf8');
  return (JSON.parse(list) as { avatars: string[] }).avatars;
}

function readFigures(quick: boolean): Figures {
  const empty = { truth: [], real: [], cuts: [] };
  if (!existsSync(FIGURES)) return empty;
  const { quick: wasQuick, ...known } = JSON.parse(readFileSync(FIGURES, 'utf8')) as Figures & {
    quick: boolean;
  };
  return wasQuick === quick ? known : empty;
}
