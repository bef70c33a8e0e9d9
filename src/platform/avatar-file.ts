import * as v from 'valibot';
import { LOOP_FIXES } from '../core/clips/clip-loop';

/** Folder of the built-in avatars, relative to the page. */
export const AVATARS_FOLDER = 'core_clips/';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const fileName = v.pipe(v.string(), v.regex(/^[^/\\]+$/, 'a file name without folders'));

const AvatarList = v.object({ avatars: v.array(fileName) });

const share = v.pipe(v.number(), v.minValue(0));

const LoopMeasure = v.object({
  jump: v.nullable(share),
  usualJump: v.nullable(share),
  change: share,
  usualChange: share,
  fix: v.picklist(LOOP_FIXES),
});

const Avatar = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  name: v.pipe(v.string(), v.minLength(1)),
  width: wholeNumber,
  height: wholeNumber,
  fps: v.literal(25),
  licence: v.string(),
  /** The engine that draws this avatar's mouth, and the id of its model; null for an engine without one. */
  lipsync: v.nullable(v.object({ engine: v.string(), model: v.nullable(v.string()) })),
  clips: v.pipe(
    v.array(
      v.object({
        name: fileName,
        kind: v.picklist(['talk', 'silence']),
        frames: wholeNumber,
        bytes: wholeNumber,
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        /** The clip's face track, a .track file. */
        track: fileName,
        /** How well it loops, where that was measured. */
        loop: v.optional(LoopMeasure),
        /** How it goes on after its last frame; default: what was measured says. */
        loopFix: v.optional(v.picklist(LOOP_FIXES)),
      }),
    ),
    v.minLength(1),
  ),
  poster: v.optional(fileName),
  /** Of exported avatars: when their owner confirmed the right to use the likeness, ISO 8601. */
  rightsConfirmed: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  /** The clip that training-data mode steps through; default: the longest talking one. */
  sequence: v.optional(fileName),
});

const AvatarFile = v.pipe(
  Avatar,
  v.forward(
    v.partialCheck(
      [['clips'], ['sequence']],
      ({ clips, sequence }) =>
        sequence === undefined || clips.some(({ name }) => name === sequence),
      'it names none of the clips',
    ),
    ['sequence'],
  ),
);

/** avatar.json of a folder of core clips. */
export type AvatarFile = v.InferOutput<typeof AvatarFile>;

/**
 * Checks the content of avatar.json.
 * @throws TypeError naming the field that is wrong.
 */
export const parseAvatarFile = (data: unknown): AvatarFile =>
  parse(AvatarFile, data, 'avatar.json');

/**
 * Checks the content of core_clips/index.json.
 * @returns ids of the built-in avatars, the default one first.
 * @throws TypeError
 */
export const parseAvatarList = (data: unknown): string[] =>
  parse(AvatarList, data, 'index.json').avatars;

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(`${file} is wrong at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`);
}
