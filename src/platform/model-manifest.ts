import * as v from 'valibot';

/** Path of the manifest, relative to the page; model files lie beside it. */
export const MANIFEST_PATH = 'models/manifest.json';

const TensorDescription = v.object({
  name: v.string(),
  type: v.string(),
  /** Numbers are fixed sizes, strings name free dimensions. */
  shape: v.array(v.union([v.number(), v.string()])),
});

const ModelEntry = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  name: v.string(),
  /** File name beside the manifest. */
  file: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  licence: v.string(),
  /** "package@version → path", or the tool of this repository that made it. */
  source: v.string(),
  description: v.string(),
  inputs: v.array(TensorDescription),
  outputs: v.array(TensorDescription),
  /** Whether the file is in the repository; the others are placed by `npm run models`. */
  committed: v.boolean(),
  /** What the app cannot do without it: "main-job", "webgpu" (the main job where there is a GPU), "faces", … */
  requiredFor: v.array(v.string()),
  /** Id of the entry that does the same sooner on WASM. */
  wasm: v.optional(v.string()),
});

const ModelManifest = v.object({ models: v.array(ModelEntry) });

export type ModelEntry = v.InferOutput<typeof ModelEntry>;
export type ModelManifest = v.InferOutput<typeof ModelManifest>;

/**
 * Reads the text of manifest.json.
 *
 * @throws TypeError naming the entry and the field that is wrong.
 */
export function parseManifest(json: string): ModelManifest {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TypeError('The model manifest is not JSON.', { cause });
  }
  const result = v.safeParse(ModelManifest, data);
  if (!result.success) {
    const [issue] = result.issues;
    const where = v.getDotPath(issue) ?? 'the top level';
    throw new TypeError(`The model manifest is wrong at ${where}: ${issue.message}`);
  }
  const { models } = result.output;
  const ids = models.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new TypeError(`The model manifest lists "${twice}" twice.`);
  const lost = models.find(({ wasm }) => wasm !== undefined && !ids.includes(wasm))?.wasm;
  if (lost !== undefined) throw new TypeError(`The model manifest does not list "${lost}".`);
  return result.output;
}
