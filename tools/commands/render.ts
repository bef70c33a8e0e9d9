/**
 * `npm run render -- speech.wav talking.mp4 [--avatar ID] [--mode M] [--video V] [--rights-confirmed] [--options JSON]`:
 * the main job without a window. Exit status: 0 done, 1 the job failed, 2 wrong arguments, 130 cancelled.
 */
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openApp } from '../shell/app-page.ts';
import { ensureBuilt, ensureModels } from '../shell/build.ts';
import {
  PageGenerator,
  type Failure,
  type FileRequest,
  type ResultSummary,
} from '../shell/generate-in-page.ts';
import { ProgressLine } from '../shell/progress-line.ts';
import { formatBytes, ROOT } from '../shell/terminal.ts';

const USAGE = `usage: npm run render -- [speech.wav talking.mp4] [--avatar ID] [--mode M] [--video V] [--rights-confirmed] [--options JSON]

  speech.wav     any audio or video file with speech; the shipped sample when left out
  talking.mp4    where the result goes; ./talking.mp4 when left out
  --avatar ID    one of the avatars, "adam" for example
  --mode M       core-clips (default), training-data or custom-video (default with --video)
  --video V      the video or picture of custom-video
  --rights-confirmed
                 you have the right to use the likeness of the person in it; custom-video asks for it
  --options JSON more of a GenerateRequest, e.g. '{"openness":1.2,"encoder":"ffmpeg","speech":{"threshold":0.4}}'`;

/** The voice behind "Try a sample". */
const SAMPLE = join(ROOT, 'public', 'samples', 'sample.wav');
const CANCELLED = 130;
/** npm runs scripts in the repository's root; paths are meant from where the user stands. */
const FROM = process.env['INIT_CWD'] ?? process.cwd();

interface Arguments {
  request: FileRequest;
  /** Paths that must be readable. */
  inputs: string[];
  output: string;
}

class UsageError extends Error {
  readonly hint: string;
  constructor(message: string, hint = 'npm run render -- --help lists the arguments.') {
    super(message);
    this.hint = hint;
  }
}

export async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  let parsed: Arguments;
  try {
    parsed = parse(args);
    await checkFiles(parsed);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof UsageError ? error.hint : 'npm run render -- --help';
    explain({ code: 'bad-option', message, hint, stage: null });
    return 2;
  }
  try {
    await ensureModels();
    await ensureBuilt();
    return await render(parsed);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    explain({ code: 'internal', message, hint: 'npm test finds out what is broken.', stage: null });
    return 1;
  }
}

type Mode = FileRequest['options']['mode'];

/** A video is for one mode only: to leave it out unsaid would render somebody else. */
function modeOf({ mode, video }: { mode?: string | undefined; video?: string | undefined }): Mode {
  if (video === undefined) return (mode ?? 'core-clips') as Mode;
  if (mode === undefined || mode === 'custom-video') return 'custom-video';
  throw new UsageError(
    `--video belongs to the mode custom-video, not ${mode}.`,
    'Leave out one of the two.',
  );
}

export function parse(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      avatar: { type: 'string' },
      mode: { type: 'string' },
      video: { type: 'string' },
      'rights-confirmed': { type: 'boolean', default: false },
      options: { type: 'string', default: '{}' },
    },
  });
  if (positionals.length > 2) throw new UsageError(`Too many files: ${positionals.join(' ')}.`);
  const [audio = SAMPLE, output = 'talking.mp4'] = positionals;
  let extra: unknown;
  try {
    extra = JSON.parse(values.options);
  } catch (error) {
    throw new UsageError(`--options is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) {
    throw new UsageError('--options must be a JSON object.');
  }
  const options = {
    ...(values.avatar === undefined ? {} : { avatarId: values.avatar }),
    ...(values['rights-confirmed'] ? { rightsConfirmed: true } : {}),
    ...extra,
    mode: modeOf({ ...values, ...extra }),
  };
  const paths = [audio, ...(values.video === undefined ? [] : [values.video])];
  const inputs = paths.map((path) => resolve(FROM, path));
  const [audioPath = SAMPLE, videoPath] = inputs;
  const video = videoPath === undefined ? {} : { video: videoPath };
  return {
    request: { audio: audioPath, options, ...video },
    inputs,
    output: resolve(FROM, output),
  };
}

async function checkFiles({ inputs, output }: Arguments): Promise<void> {
  for (const path of inputs) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new UsageError(`${path} does not exist.`, 'Check the path.');
    if (!found.isFile()) throw new UsageError(`${path} is not a file.`, 'Name a media file.');
    await access(path, constants.R_OK).catch(() => {
      throw new UsageError(`${path} cannot be read.`, "Check the file's permissions.");
    });
  }
  const partial = partialPath(output);
  try {
    if ((await stat(output).catch(() => null))?.isDirectory() === true) {
      throw new Error('it is a folder');
    }
    await (await open(partial, 'w')).close();
    await rm(partial);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${output} cannot be written: ${reason}`, 'Name a writable place.');
  }
}

async function render({ request, output }: Arguments): Promise<number> {
  const app = await openApp();
  const generator = new PageGenerator(app.page);
  const line = new ProgressLine();
  let cancelled = false;
  const cancel = () => {
    // A second Ctrl-C does not wait for the job to wind up.
    if (cancelled) process.exit(CANCELLED);
    cancelled = true;
    void generator.cancel().catch(() => undefined);
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    const outcome = await generator.generate(request, (progress) => {
      line.show(progress);
    });
    line.end();
    if (!outcome.ok) {
      if (outcome.failure.code === 'AbortError') {
        console.error('Cancelled; nothing was written.');
        return CANCELLED;
      }
      explain(outcome.failure);
      return 1;
    }
    const partial = partialPath(output);
    await generator.save(partial);
    await rename(partial, output);
    console.log(statistics(outcome.summary, output));
    return 0;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    await rm(partialPath(output), { force: true });
    await app.close();
  }
}

function partialPath(output: string): string {
  return `${output}.part`;
}

function explain({ code, message, hint, stage }: Failure): void {
  console.error(`render failed: ${code}${stage === null ? '' : ` (in ${stage})`}\n  ${message}`);
  if (hint !== '') console.error(`  ${hint}`);
}

function statistics(summary: ResultSummary, output: string): string {
  const { stats } = summary;
  const rows: [string, string][] = [
    ['video', `${String(summary.width)}×${String(summary.height)}, ${String(summary.fps)} fps`],
    ['length', `${summary.duration.toFixed(2)} s, ${String(summary.frames)} frames`],
    ['size', formatBytes(summary.bytes)],
    ['made in', `${stats.wallSeconds.toFixed(1)} s (${stats.realTimeFactor.toFixed(2)} × length)`],
    ['lip-synced', `${String(stats.lipsyncedFrames)} frames`],
    ['no face in', `${String(stats.framesWithoutFace)} frames`],
    ['backend', stats.backend],
    ['encoder', stats.encoder],
    ...Object.entries(stats.stageSeconds).map(([stage, seconds]): [string, string] => [
      `  ${stage}`,
      `${seconds.toFixed(2)} s`,
    ]),
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(14)}${value}`);
  const warnings = summary.warnings.map(({ code, message }) => `warning: ${code}: ${message}`);
  return [output, ...table, ...warnings].join('\n');
}
