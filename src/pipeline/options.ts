/** Ranges and defaults of every option, in one place: validation, sliders and docs read them. */
import * as v from 'valibot';
import { LOOP_FIXES } from '../core/clips/clip-loop';
import { RECOGNISED_LANGUAGE, TRANSCRIPT_LANGUAGES } from '../core/speech/transcript';
import { AppError } from '../workers/protocol/errors';

export interface NumberRange {
  min: number;
  max: number;
  step: number;
  default: number;
}

/** Speech threshold and openness have no unit; minimum silence in seconds. */
export const RANGES = {
  threshold: { min: 0.1, max: 0.9, step: 0.05, default: 0.5 },
  minSilence: { min: 0.1, max: 2, step: 0.05, default: 0.75 },
  openness: { min: 0, max: 1.5, step: 0.05, default: 1 },
  maxFaces: { min: 1, max: 8, step: 1, default: 1 },
  everyNthFrame: { min: 1, max: 25, step: 1, default: 1 },
} as const satisfies Record<string, NumberRange>;

const inRange = (range: NumberRange) =>
  v.optional(v.pipe(v.number(), v.minValue(range.min), v.maxValue(range.max)), range.default);

const wholeInRange = ({ min, max, default: usual }: NumberRange) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), usual);

/** Characters: more than can be said in the two minutes whose words can be timed. */
const LONGEST_TRANSCRIPT = 10_000;

const QUALITIES = ['fast', 'balanced', 'best', 'low_memory'] as const;

const MODES = ['core-clips', 'training-data', 'custom-video'] as const;

/** Longest name of an avatar, characters: it is also that of a file. */
export const LONGEST_NAME = 80;

/** So much of a video is looked at for an avatar, seconds: enough for all the clips that are made, and minutes of waiting. */
export const AVATAR_VIDEO_SECONDS = 120;

/** What is allowed where neither a range nor the schema says it in words. */
const IN_WORDS: Readonly<Record<string, string>> = {
  mode: MODES.map((mode) => `"${mode}"`).join(', '),
  audio: 'a Blob or File',
  video: 'a Blob or File',
  startFrame: 'a whole number from 0 on',
  sourceRange: 'seconds {start, end} with 0 ≤ start < end',
  start: 'a number of seconds from 0 on',
  x: 'a number from 0 to 1',
  y: 'a number from 0 to 1',
  name: `a text of 1 to ${LONGEST_NAME} characters`,
  text: `a text of 1 to ${LONGEST_TRANSCRIPT} characters`,
  fix: LOOP_FIXES.map((fix) => `"${fix}"`).join(', '),
  totalFrames: 'a whole number of frames',
  events: 'a list of events',
};

const blob = v.custom<Blob>((value) => value instanceof Blob);

/** The audio that a call is given beside its options. */
export const AudioSchema = v.object({ audio: blob });

/** The same of a video. */
export const VideoSchema = v.object({ video: blob });

export const SpeechOptionsSchema = v.strictObject({
  threshold: inRange(RANGES.threshold),
  minSilence: inRange(RANGES.minSilence),
  vadEngine: v.optional(v.picklist(['silero', 'energy']), 'silero'),
});

const place = v.strictObject({
  x: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  y: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
});

export const FaceOptionsSchema = v.strictObject({
  face: v.optional(place),
  smooth: v.optional(v.boolean(), true),
  maxFaces: wholeInRange(RANGES.maxFaces),
  everyNthFrame: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(RANGES.everyNthFrame.min),
      v.maxValue(RANGES.everyNthFrame.max),
    ),
  ),
  quality: v.optional(v.picklist(QUALITIES)),
});

export const GenerateRequestSchema = v.strictObject({
  mode: v.picklist(MODES),
  audio: blob,
  avatarId: v.optional(v.pipe(v.string(), v.minLength(1))),
  video: v.optional(blob),
  rightsConfirmed: v.optional(v.boolean(), false),
  sourceRange: v.optional(
    v.pipe(
      v.strictObject({ start: v.pipe(v.number(), v.minValue(0)), end: v.number() }),
      v.check(({ start, end }) => end > start, 'an end after its start'),
    ),
  ),
  face: v.optional(place),
  speech: v.optional(SpeechOptionsSchema, {}),
  edl: v.optional(v.looseObject({ totalFrames: v.number(), events: v.array(v.looseObject({})) })),
  startFrame: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  loopBack: v.optional(v.boolean(), false),
  lipsyncModelId: v.optional(v.pipe(v.string(), v.minLength(1))),
  audioEncoder: v.optional(v.picklist(['auto', 'ave', 'hubert', 'wenet']), 'auto'),
  quality: v.optional(v.picklist(QUALITIES), 'balanced'),
  openness: inRange(RANGES.openness),
  transcript: v.nullish(
    v.pipe(
      v.object({
        text: v.optional(
          v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_TRANSCRIPT)),
        ),
        language: v.optional(v.picklist(TRANSCRIPT_LANGUAGES), 'en'),
      }),
      v.check(
        ({ text, language }) => text !== undefined || language === RECOGNISED_LANGUAGE,
        'a text, unless the language is English',
      ),
    ),
  ),
  backend: v.optional(v.picklist(['auto', 'webgpu', 'wasm']), 'auto'),
  encoder: v.optional(v.picklist(['auto', 'webcodecs', 'ffmpeg']), 'auto'),
  badge: v.optional(v.boolean(), true),
});

export const ImportAvatarSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME)),
  rightsConfirmed: v.optional(v.boolean(), false),
  lipsyncModelId: v.optional(v.pipe(v.string(), v.minLength(1))),
  face: v.optional(place),
});

export const LoopFixSchema = v.object({ fix: v.picklist(LOOP_FIXES) });

export type GenerateOptions = v.InferOutput<typeof GenerateRequestSchema>;

/**
 * Checks `value` against `schema` and fills in the defaults.
 * @throws AppError `bad-option` naming the option, its value and the allowed range; also for a misspelt option.
 */
export function parseOptions<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value ?? {});
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? what;
  if (issue.expected === UNKNOWN_KEY) throw unknownOption(path, what);
  throw new AppError(
    'bad-option',
    `The option "${path}" of ${what} is ${show(issue.input)}; allowed is ${allowed(path, issue)}.`,
    {
      hint: `Set "${path}" to an allowed value.`,
      stage: 'options',
      cause: new Error(issue.message),
    },
  );
}

/** What valibot expects in the place of a key that a strict object does not have. */
const UNKNOWN_KEY = 'never';

function unknownOption(path: string, what: string): AppError {
  return new AppError('bad-option', `There is no option "${path}" of ${what}.`, {
    hint: 'Check how it is spelt, and leave out what is not an option.',
    stage: 'options',
  });
}

function show(input: unknown): string {
  if (input instanceof Blob) return 'a Blob';
  if (typeof input === 'number') return String(input);
  return JSON.stringify(input) ?? String(input);
}

function allowed(path: string, issue: v.BaseIssue<unknown>): string {
  const name = path.split('.').at(-1) ?? path;
  if (Object.hasOwn(RANGES, name)) {
    const range = RANGES[name as keyof typeof RANGES];
    const kind = Number.isInteger(range.step) ? 'whole number' : 'number';
    return `a ${kind} from ${range.min} to ${range.max}`;
  }
  return IN_WORDS[name] ?? issue.expected ?? issue.message;
}
