import * as v from 'valibot';
import { ADAPTERS } from '../core/lipsync/packs/recognise';

/** Name of the file that describes a model pack. */
export const PACK_FILE = 'model.json';

const FileName = v.pipe(
  v.string(),
  v.regex(/^[^/\\]+\.onnx$/i, 'must be the name of an .onnx file'),
);

const ModelPack = v.object({
  format: v.literal('mouthpiece-model'),
  version: v.literal(1),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  licence: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000)),
  /** Where the weights come from. */
  source: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
  adapter: v.optional(v.picklist(ADAPTERS)),
  model: FileName,
  audioEncoder: v.optional(
    v.object({ kind: v.picklist(['ave', 'hubert', 'wenet']), file: FileName }),
  ),
});

export type ModelPack = v.InferOutput<typeof ModelPack>;

/**
 * Reads the text of a pack's model.json.
 * @throws TypeError naming the field that is wrong.
 */
export function parseModelPack(json: string): ModelPack {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TypeError(`${PACK_FILE} is not JSON.`, { cause });
  }
  const result = v.safeParse(ModelPack, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(
    `${PACK_FILE} is wrong at ${v.getDotPath(issue) ?? 'the top level'}: ${issue.message}`,
  );
}
