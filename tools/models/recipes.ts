import { basename } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { cutOnnx } from './cut-onnx';
import { assembleFaceLandmarker } from './face-landmarker';
import { takeBranch } from './take-branch';
import { acousticModel, SOURCES, type AcousticModel, type PackageFile } from './sources';

/** Reads a file of an npm package; its sha256 is checked. */
export type ReadSource = (file: PackageFile) => Promise<Uint8Array>;

/** How each model that is not in the repository is made, by its id in the manifest. */
export const RECIPES: Partial<Record<string, (read: ReadSource) => Promise<Uint8Array>>> = {
  // One network for 16 kHz and one for 8 kHz, which nothing here has.
  'silero-vad': async (read) =>
    takeBranch(await read(SOURCES.sileroVad), { branch: 'then_branch', decidedBy: 'sr' }),

  // The curves need four of the six layers, or five of the eight (docs/lip-sync.md); the rest would be download for nothing.
  'moonshine-tiny-cut': async (read) =>
    cutOnnx(await read(SOURCES.moonshineTinyEncoder), {
      tensor: '/layers.3/Add_1_output_0',
      name: 'features',
      shape: ['batch', 'steps', 288],
    }),

  'moonshine-base-cut': async (read) =>
    cutOnnx(await read(SOURCES.moonshineBaseEncoder), {
      tensor: '/layers.4/Add_1_output_0',
      name: 'features',
      shape: ['batch', 'steps', 416],
    }),

  'speech-to-text-en': async (read) =>
    zipped({
      'encoder.onnx': await read(SOURCES.moonshineBaseEncoder),
      'decoder.onnx': await read(SOURCES.moonshineBaseDecoder),
      'tokens.txt': vocabularyOf(await read(SOURCES.moonshineVocabulary)),
    }),

  'face-landmarker': async (read) =>
    assembleFaceLandmarker({
      packedAssets: await read(SOURCES.faceMeshAssets),
      weights: await read(SOURCES.landmarkWeights),
      weightsIndex: await read(SOURCES.landmarkIndex),
    }),

  'speech-times-en': (read) => zippedModel('en-us', read),
  'speech-times-fr': (read) => zippedModel('fr-fr', read),
};

/** The first date that zip files know, in local time as they have it: equal contents give equal bytes. */
const ZIP_DATE = new Date(1980, 0, 1);

/** An acoustic model as one file: a third of its size, and one checksum. */
async function zippedModel(name: AcousticModel, read: ReadSource): Promise<Uint8Array> {
  const entries: Zippable = {};
  for (const file of acousticModel(name)) entries[basename(file.path)] = await read(file);
  return zipped(entries);
}

const zipped = (entries: Zippable): Uint8Array => zipSync(entries, { level: 9, mtime: ZIP_DATE });

/** The tokens that llama-tokenizer-js holds as base64 within its code: one a line, by their numbers. */
function vocabularyOf(code: Uint8Array): Uint8Array {
  const [, base64] = /llama_vocab_base64 = "([\w+/=]+)"/.exec(new TextDecoder().decode(code)) ?? [];
  if (base64 === undefined) throw new Error('llama-tokenizer.js holds no vocabulary.');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
