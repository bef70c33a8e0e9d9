import { CURVE_COUNT, CURVE_WINDOW } from '../curve-window';
import { UNET_CROP } from '../unet-crop';
import { encoderLayout, MEL_LAYOUT, type FeatureKind, type FeatureLayout } from './feature-layout';

/** An input or output as a model file declares it; words and numbers below 1 stand for free sizes. */
export interface TensorShape {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

export interface ModelShape {
  inputs: readonly TensorShape[];
  outputs: readonly TensorShape[];
}

export const ADAPTERS = ['mouthpiece', 'synctalk-2d', 'wav2lip'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** Ids of the lip-sync engines that run them. */
export const ENGINES_OF_ADAPTERS: Readonly<Record<Adapter, string>> = {
  mouthpiece: 'unet',
  'synctalk-2d': 'synctalk-2d',
  wav2lip: 'wav2lip',
};

/** A model whose tensors fit an adapter. */
export interface RecognisedModel {
  adapter: Adapter;
  /** Names in the model file. */
  picture: string;
  sound: string;
  output: string;
  /** Side of the picture, px. */
  size: number;
  soundShape: readonly number[];
  /** What it hears; null for mouth curves. */
  layout: FeatureLayout | null;
}

const { size: UNET_SIZE } = UNET_CROP;

/** The sound inputs of SyncTalk_2D (windows of 16) and newer Ultralight (of 8), channels × rows × columns. */
const SYNCTALK_SOUNDS: readonly (readonly [shape: readonly number[], layout: FeatureLayout])[] = [
  [[32, 16, 16], encoderLayout('ave', 16)],
  [[32, 32, 32], encoderLayout('hubert', 16)],
  [[16, 32, 32], encoderLayout('hubert', 8)],
  [[256, 16, 32], encoderLayout('wenet', 16)],
  [[128, 16, 32], encoderLayout('wenet', 8)],
];

/** Our own networks are told by their names as well. */
const MOUTHPIECE_NAMES = ['crop', 'curves', 'mouth'];

/** What each adapter takes, without the batch: pictures and sounds that go together in any pairing. */
const TAKES: Readonly<
  Record<
    Adapter,
    {
      pictures: readonly (readonly number[])[];
      sounds: readonly (readonly [shape: readonly number[], layout: FeatureLayout | null])[];
    }
  >
> = {
  mouthpiece: {
    pictures: [[3, UNET_SIZE, UNET_SIZE]],
    sounds: [[[CURVE_WINDOW, CURVE_COUNT], null]],
  },
  'synctalk-2d': {
    pictures: [
      [6, 160, 160],
      [6, 320, 320],
    ],
    sounds: SYNCTALK_SOUNDS,
  },
  wav2lip: { pictures: [[6, 96, 96]], sounds: [[[1, 80, 16], MEL_LAYOUT]] },
};

/**
 * Finds the adapter whose pictures and sounds a model takes.
 * @param wanted the one that the pack names; without it, the picture decides.
 * @throws TypeError that names the tensor, its shape and those expected.
 */
export function recogniseModel(model: ModelShape, wanted?: Adapter): RecognisedModel {
  const adapter = wanted ?? adapterOfPicture(model);
  const { pictures, sounds } = TAKES[adapter];
  const picture = only(model.inputs, 'picture', adapter, pictures);
  const others = model.inputs.filter(({ name }) => name !== picture.name);
  const sound = only(
    others,
    'sound',
    adapter,
    sounds.map(([shape]) => shape),
  );
  const size = picture.shape[1] as number;
  const output = only(model.outputs, 'output', adapter, [[3, size, size]]);
  const extra = others.find(({ name }) => name !== sound.name);
  if (extra) throw new TypeError(`The input ${show(extra)} is one too many for ${adapter}.`);
  const names = [picture, sound, output].map(({ name }) => name);
  if (adapter === 'mouthpiece' && names.some((name, i) => name !== MOUTHPIECE_NAMES[i])) {
    const [found, expected] = [names, MOUTHPIECE_NAMES].map((list) => list.join(', '));
    throw new TypeError(`The tensors of the mouthpiece model are ${found}; expected ${expected}.`);
  }
  const layout = sounds.find(([shape]) => fits(shape, sound.shape))?.[1] ?? null;
  return {
    adapter,
    picture: picture.name,
    sound: sound.name,
    output: output.name,
    size,
    soundShape: [1, ...sound.shape],
    layout,
  };
}

/** Which audio encoder fits a kind of features: input and output without their free sizes. */
export interface RecognisedEncoder {
  input: string;
  output: string;
}

const ENCODERS: Readonly<
  Record<
    Exclude<FeatureKind, 'mel'>,
    { input: readonly (number | null)[]; output: readonly (readonly (number | null)[])[] }
  >
> = {
  ave: { input: [1, 80, 16], output: [[512]] },
  hubert: { input: [null], output: [[null, 1024]] },
  wenet: {
    input: [null],
    output: [
      [null, 16, 512],
      [null, 8192],
    ],
  },
};

/** @throws TypeError that names the tensor, its shape and the expected one. */
export function recogniseEncoder(
  kind: Exclude<FeatureKind, 'mel'>,
  { inputs, outputs }: ModelShape,
): RecognisedEncoder {
  const { input, output } = ENCODERS[kind];
  const where = `${kind} audio encoder`;
  return {
    input: onlyFree(inputs, 'input', where, [input]).name,
    output: onlyFree(outputs, 'output', where, output).name,
  };
}

function adapterOfPicture({ inputs }: ModelShape): Adapter {
  const found = ADAPTERS.find((adapter) =>
    TAKES[adapter].pictures.some((shape) => inputs.some((input) => fits(shape, sizes(input)))),
  );
  if (found) return found;
  const expected = ADAPTERS.flatMap((adapter) =>
    TAKES[adapter].pictures.map((shape) => `${list(shape)} (${adapter})`),
  );
  throw new TypeError(
    `No input is a picture that an adapter knows: found ${inputs.map(show).join(', ') || 'none'}; ` +
      `expected one of ${expected.join(', ')}.`,
  );
}

/** The tensor that has one of the shapes, with its sizes but for the batch. */
function only(
  tensors: readonly TensorShape[],
  role: string,
  adapter: Adapter,
  expected: readonly (readonly number[])[],
): { name: string; shape: readonly number[] } {
  const tensor = onlyFree(tensors, role, `${adapter} model`, expected);
  const shape = expected.find((candidate) => fits(candidate, sizes(tensor)));
  return { name: tensor.name, shape: shape ?? [] };
}

function onlyFree(
  tensors: readonly TensorShape[],
  role: string,
  where: string,
  expected: readonly (readonly (number | null)[])[],
): TensorShape {
  const found = tensors.find((tensor) => expected.some((shape) => fits(shape, sizes(tensor))));
  const shapes = expected.map(list).join(' or ');
  if (!found) {
    const alike = tensors.filter(({ shape }) => shape.length === (expected[0]?.length ?? 0) + 1);
    const told = (alike.length > 0 ? alike : tensors).map(show).join(', ') || 'missing';
    throw new TypeError(`The ${role} of the ${where} is ${told}; expected ${shapes}.`);
  }
  if (found.type !== 'float32') {
    throw new TypeError(
      `The ${role} ${show(found)} of the ${where} holds ${found.type}; expected float32 ${shapes}.`,
    );
  }
  return found;
}

/** Without the batch, which may be free or 1; a batch of more fits nothing. */
function sizes({ shape }: TensorShape): readonly (number | string)[] | null {
  const [batch, ...rest] = shape;
  return batch === undefined || (typeof batch === 'number' && batch > 1) ? null : rest;
}

function fits(
  expected: readonly (number | null)[],
  found: readonly (number | string)[] | null,
): boolean {
  return (
    found?.length === expected.length &&
    expected.every((size, axis) => size === null || size === found[axis])
  );
}

const list = (shape: readonly (number | string | null)[]): string =>
  `[1, ${shape.map((size) => size ?? 'n').join(', ')}]`;

const show = ({ name, shape }: TensorShape): string => `"${name}" [${shape.join(', ')}]`;
