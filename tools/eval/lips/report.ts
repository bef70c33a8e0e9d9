/** The figures as Markdown: the section "Evaluation" of docs/lip-sync.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, runNode, toolScript } from '../../shell/terminal';
import type { Figures, RealRow, TruthRow, Way } from './figures';
import type { TruthFigures } from './measure-truth';
import { UNSEEN } from './recordings';
import { OTHERS } from './rows';

const PAGE = join(ROOT, 'docs/lip-sync.md');
const BEGIN = '<!-- figures of npm run eval:lips: begin -->';
const END = '<!-- figures of npm run eval:lips: end -->';

export const report = (figures: Figures): string =>
  [
    '### Against rendered truth: a voice never trained on',
    truthTable(figures.truth, ({ unseen }) => unseen),
    '### Against rendered truth: new sentences of known voices',
    truthTable(
      figures.truth.filter(({ curves }) => curves === 'app' || curves === 'truth'),
      ({ heldOut }) => heldOut,
    ),
    '### Real speech',
    realTable(figures.real.filter(({ language }) => language !== UNSEEN)),
    '### Sixty sentences of the unseen voice, on pixels',
    realTable(figures.real.filter(({ language }) => language === UNSEEN)),
    '### Cuts',
    cutTable(figures),
    '### Goals',
    goalTable(figures),
  ].join('\n\n');

/** Replaces the figures in docs/lip-sync.md. @throws Error when the page has lost their marks. */
export async function writeReport(figures: Figures): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no place for the figures.`);
  const text = `${page.slice(0, start)}${BEGIN}\n\n${report(figures)}\n\n${page.slice(end)}`;
  await writeFile(PAGE, text);
  await runNode([toolScript('prettier'), '--write', '--log-level=warn', PAGE]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const BEST = 'app, best';
const ENGINES: Record<string, string> = { unet: 'U-Net', exemplar: 'exemplar' };
const CURVES: Record<string, string> = {
  truth: "the render's own",
  'truth, best': "the render's own, quality “Best”",
  app: 'heard by the app',
  [BEST]: 'heard, quality “Best” without words',
  words: 'heard, quality “Best”',
  typed: 'heard, quality “Best”, words typed in',
  rhubarb: 'Rhubarb',
  headaudio: 'HeadAudio',
};

const named = ({ avatar, engine, curves }: Way): string[] => [
  `${avatar.slice(0, 1).toUpperCase()}${avatar.slice(1)}, ${ENGINES[engine] ?? engine}`,
  CURVES[curves] ?? curves,
];

const fixed = (value: number, digits: number): string =>
  Number.isNaN(value) ? '–' : value.toFixed(digits);
const percent = (share: number): string =>
  Number.isNaN(share) ? '–' : `${(100 * share).toFixed(0)} %`;

const truthTable = (
  rows: readonly TruthRow[],
  figuresOf: (row: TruthRow) => TruthFigures,
): string =>
  table(
    [
      ...[
        'avatar, engine',
        'mouth curves',
        'PSNR, dB',
        'around the lips',
        'SSIM',
        'MS-GMSD',
        'LMD, px',
      ],
      ...['opening: correlation', 'deviation ratio', 'p/b/m closed', 'precision'],
      ...['f/v tucked', 'trembling', 'flicker'],
    ],
    rows.map((row) => {
      const figures = figuresOf(row);
      return [
        ...named(row),
        fixed(figures.psnr, 1),
        fixed(figures.lipsPsnr, 1),
        fixed(figures.ssim, 3),
        fixed(figures.gradientDeviation, 3),
        fixed(figures.lmd, 2),
        fixed(figures.openingCorrelation, 3),
        fixed(figures.openingRatio, 2),
        `${percent(figures.closures.rate)} of ${String(figures.closures.bilabials)}`,
        percent(figures.closures.precision),
        percent(figures.tucked ?? NaN),
        fixed(figures.trembling, 2),
        fixed(figures.flicker, 2),
      ];
    }),
  );

const realTable = (rows: readonly RealRow[]): string =>
  table(
    [
      ...['language', 'avatar, engine', 'mouth curves', 'opening: correlation'],
      ...['p/b/m closed', 'precision', 'p/b/m closed, curves', 'precision, curves'],
      ...['picture late by', 'motion in silence'],
    ],
    rows.map(({ language, figures, ...way }) => [
      language,
      ...named(way),
      fixed(figures.openingCorrelation, 3),
      `${percent(figures.closures.rate)} of ${String(figures.closures.bilabials)}`,
      percent(figures.closures.precision),
      percent(figures.curveClosures?.rate ?? NaN),
      percent(figures.curveClosures?.precision ?? NaN),
      `${fixed(figures.lag, 2)} frames`,
      percent(figures.silenceMotion),
    ]),
  );

const cutTable = ({ cuts }: Figures): string =>
  table(
    [
      ...[
        'avatar',
        'cuts',
        'usual movement: median',
        '95 %',
        'at a cut: median',
        '95 %',
        'largest',
      ],
      ...['largest step where blended', 'cuts ≤ 1.5 × the usual 95 %', 'and with blends'],
    ],
    cuts.map(({ avatar, cuts: count, usual, atCut, mixed, smooth }) => [
      avatar,
      String(count),
      fixed(usual.median, 4),
      fixed(usual.p95, 4),
      fixed(atCut.median, 4),
      fixed(atCut.p95, 4),
      fixed(atCut.largest, 4),
      fixed(mixed.largest, 4),
      `${(100 * smooth.cut).toFixed(1)} %`,
      `${(100 * smooth.mixed).toFixed(1)} %`,
    ]),
  );

interface Goal {
  measure: string;
  value: string;
  goal: string;
  met: boolean;
}

function goalTable(figures: Figures): string {
  const goals = [
    ...figures.truth.filter(isApp).flatMap(truthGoals),
    ...languages(figures).flatMap((language) => realGoals(figures.real, language)),
    ...figures.cuts.map(({ avatar, smooth }) => ({
      measure: `${avatar}: cuts within 1.5 × the usual movement (95 % of it)`,
      value: `${(100 * smooth.mixed).toFixed(1)} %`,
      goal: '100 %',
      met: smooth.mixed === 1,
    })),
  ];
  return table(
    ['measure', 'reached', 'goal', ''],
    goals.map(({ measure, value, goal, met }) => [
      measure,
      value,
      goal,
      met ? 'met' : '**missed**',
    ]),
  );
}

/** What the app does by itself, by how it is called here. */
const APP: Record<string, string> = {
  app: '',
  [BEST]: ' at “Best” without words',
  words: ' at “Best”',
};
const isApp = ({ curves }: Way): boolean => curves in APP;
const maker = (way: Way): string => `${named(way)[0] ?? ''}${APP[way.curves] ?? ''}`;
const isOthers = ({ curves }: Way): boolean => OTHERS.some((other) => other === curves);

function truthGoals(row: TruthRow): Goal[] {
  const { psnr, lipsPsnr, lmd, openingCorrelation, openingRatio, closures } = row.unseen;
  const about = `${maker(row)}, unseen voice: `;
  return [
    least(`${about}PSNR of the mouth crop`, psnr, 33, inDecibels),
    least(`${about}the same around the lips alone, over all frames`, lipsPsnr, 33, inDecibels),
    most(`${about}LMD`, lmd, 2, (value) => `${fixed(value, 2)} px`),
    least(`${about}correlation of the opening`, openingCorrelation, 0.9),
    {
      measure: `${about}its standard deviation ratio`,
      value: fixed(openingRatio, 2),
      goal: '0.85–1.15',
      met: openingRatio >= 0.85 && openingRatio <= 1.15,
    },
    least(`${about}p/b/m closed`, closures.rate, 0.97, finePercent),
  ];
}

function realGoals(rows: readonly RealRow[], language: string): Goal[] {
  const here = rows.filter((row) => row.language === language);
  const [first] = here;
  const own = here.filter((row) => isApp(row) && row.engine === first?.engine);
  return own.flatMap((row) => goalsOf(row, here));
}

function goalsOf({ figures, ...way }: RealRow, here: readonly RealRow[]): Goal[] {
  const about = `${way.language}, ${maker(way)}: `;
  const others = here.filter(isOthers).map((row) => row.figures.openingCorrelation);
  const wanted =
    way.language === UNSEEN ? { closed: 0.97, open: 0.9 } : { closed: 0.93, open: 0.85 };
  const lead = figures.openingCorrelation - Math.max(...others);
  return [
    least(`${about}p/b/m closed`, figures.closures.rate, wanted.closed, finePercent),
    least(`${about}precision of closures`, figures.closures.precision, 0.8, finePercent),
    least(`${about}correlation of the opening`, figures.openingCorrelation, wanted.open),
    ...(others.length > 0
      ? [least(`${about}more than the better of the others by`, lead, 0.1)]
      : []),
    most(
      `${about}picture late or early by`,
      Math.abs(figures.lag),
      1,
      (value) => `${fixed(value, 2)} frames`,
    ),
    most(`${about}motion in silence`, figures.silenceMotion, 0.1, finePercent),
  ];
}

const languages = ({ real }: Figures): string[] => [...new Set(real.map((row) => row.language))];

const inDecibels = (value: number): string => `${fixed(value, 1)} dB`;
/** A digit more than in the tables: what is missed by a hair looks missed. */
const plain = (value: number): string => fixed(value, 3);
const finePercent = (share: number): string =>
  Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;

const least = (measure: string, value: number, goal: number, show = plain): Goal => ({
  measure,
  value: show(value),
  goal: `≥ ${show(goal)}`,
  met: value >= goal,
});

const most = (measure: string, value: number, goal: number, show = plain): Goal => ({
  measure,
  value: show(value),
  goal: `≤ ${show(goal)}`,
  met: value <= goal,
});
