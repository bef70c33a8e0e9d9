import { Graph, type Ref } from './graph';
import {
  ADD_OPTIONS,
  conv2dOptions,
  depthwiseConv2dOptions,
  PAD_OPTIONS,
  poolOptions,
  reshapeOptions,
} from './options';
import { Padding, TensorType } from './schema';

/** A float16 array of the weights file. */
export interface HalfArray {
  shape: number[];
  bytes: Uint8Array;
}

/**
 * The face mesh network V2 (478 points) as weights in execution order.
 * `vectors`: biases and PReLU slopes as they are met, then the biases of the heads
 * (tongue, presence, landmarks). `kernels`: convolution kernels as they are met,
 * then those of the heads in the same order.
 */
export interface LandmarkWeights {
  vectors: HalfArray[];
  kernels: HalfArray[];
}

/** Side of the square RGB input in pixels, values 0–1. */
const INPUT_SIZE = 256;
/** Output channels of the down blocks; the sides are 64, 32, 16, 8, 4 and 2. */
const DOWN_CHANNELS = [32, 64, 128, 128, 128, 128] as const;
const BOTTLENECKS = 4;
const HALF_BYTES = 2;

/**
 * Builds the network as a TensorFlow Lite graph: input `input_12` [1, 256, 256, 3]; outputs
 * `Identity` [1, 1, 1, 1434] (478 × x, y, z in input pixels), `Identity_1` [1, 1, 1, 1]
 * (presence logit) and `Identity_2` [1, 1] (tongue-out probability).
 * Weights stay float16 in the file and are dequantised when it is loaded.
 *
 * @throws RangeError when the weights are too few, too many or of another shape.
 */
export function buildLandmarkGraph(weights: LandmarkWeights): Graph {
  const network = new LandmarkNetwork(weights);
  return network.build();
}

class LandmarkNetwork {
  readonly #graph = new Graph();
  readonly #vectors: Iterator<HalfArray>;
  readonly #kernels: Iterator<HalfArray>;
  /** Depthwise convolutions have no bias, the operator wants one: zeros, one per width. */
  readonly #zeros = new Map<number, Ref>();

  constructor(weights: LandmarkWeights) {
    this.#vectors = weights.vectors.values();
    this.#kernels = weights.kernels.values();
  }

  build(): Graph {
    let x = this.#graph.input('input_12', [1, INPUT_SIZE, INPUT_SIZE, 3]);
    x = this.#prelu(this.#conv(x, 2, Padding.SAME));
    for (let i = 0; i < BOTTLENECKS; i++) x = this.#bottleneck(x);
    for (const channels of DOWN_CHANNELS) {
      x = this.#down(x, channels);
      for (let i = 0; i < BOTTLENECKS; i++) x = this.#bottleneck(x);
    }
    this.#heads(x);
    if (this.#vectors.next().done !== true || this.#kernels.next().done !== true) {
      throw new RangeError('The landmark weights hold more arrays than the network has.');
    }
    return this.#graph;
  }

  #heads(x: Ref): void {
    const tongue = this.#conv(x, 1, Padding.VALID);
    const presence = this.#conv(x, 1, Padding.VALID, 'Identity_1');
    const landmarks = this.#conv(x, 1, Padding.VALID, 'Identity');
    const probability = this.#graph.apply('LOGISTIC', [tongue], { shape: tongue.shape });
    const shape = this.#int32('tongue_shape', [2], [1, 1]);
    const tongueOut = this.#graph.apply(
      'RESHAPE',
      [probability, shape],
      { shape: [1, 1], name: 'Identity_2' },
      reshapeOptions([1, 1]),
    );
    for (const output of [landmarks, presence, tongueOut]) this.#graph.output(output);
  }

  /** 1×1 to half the width, depthwise 3×3, 1×1 back, added to its input. */
  #bottleneck(x: Ref): Ref {
    const narrow = this.#prelu(this.#conv(x, 1, Padding.VALID));
    const wide = this.#conv(this.#depthwise(narrow), 1, Padding.VALID);
    return this.#prelu(this.#add(wide, x));
  }

  /** Halves the side: 2×2 convolution, depthwise 3×3, 1×1, beside a max-pooled skip. */
  #down(x: Ref, channels: number): Ref {
    const halved = this.#conv(x, 2, Padding.VALID);
    const [, side, , width] = dims(halved);
    const [, , , inputWidth] = dims(x);
    let skip = this.#graph.apply(
      'MAX_POOL_2D',
      [x],
      { shape: [1, side, side, inputWidth] },
      poolOptions(2, Padding.VALID),
    );
    if (inputWidth < channels) skip = this.#padChannels(skip, channels);
    if (width * 2 !== channels) throw new RangeError(`Down block of ${String(width)} channels.`);
    const wide = this.#conv(this.#depthwise(this.#prelu(halved)), 1, Padding.VALID);
    return this.#prelu(this.#add(skip, wide));
  }

  #conv(x: Ref, stride: number, padding: Padding, name?: string): Ref {
    const kernel = take(this.#kernels, 'kernel');
    const bias = take(this.#vectors, 'bias');
    const [, side, , inputs] = dims(x);
    const [outputs, size, , kernelInputs] = dims(kernel);
    if (kernelInputs !== inputs || bias.shape[0] !== outputs) {
      throw new RangeError(
        `A convolution of ${String(inputs)} channels met the kernel [${kernel.shape.join(', ')}] ` +
          `and the bias [${bias.shape.join(', ')}].`,
      );
    }
    const span = padding === Padding.SAME ? side : side - size + 1;
    const result = Math.ceil(span / stride);
    return this.#graph.apply(
      'CONV_2D',
      [x, this.#half(kernel), this.#half(bias)],
      { shape: [1, result, result, outputs], ...(name === undefined ? {} : { name }) },
      conv2dOptions(stride, padding),
    );
  }

  #depthwise(x: Ref): Ref {
    const kernel = take(this.#kernels, 'depthwise kernel');
    const [, , , channels] = dims(x);
    if (kernel.shape[3] !== channels) {
      throw new RangeError(`A depthwise kernel of [${kernel.shape.join(', ')}] is misplaced.`);
    }
    return this.#graph.apply(
      'DEPTHWISE_CONV_2D',
      [x, this.#half(kernel), this.#zeroBias(channels)],
      { shape: x.shape },
      depthwiseConv2dOptions(1, Padding.SAME),
    );
  }

  #prelu(x: Ref): Ref {
    const slope = take(this.#vectors, 'PReLU slope');
    const [, , , channels] = dims(x);
    if (slope.shape[2] !== channels) {
      throw new RangeError(`A PReLU slope of [${slope.shape.join(', ')}] is misplaced.`);
    }
    return this.#graph.apply('PRELU', [x, this.#half(slope)], { shape: x.shape });
  }

  #add(a: Ref, b: Ref): Ref {
    return this.#graph.apply('ADD', [a, b], { shape: a.shape }, ADD_OPTIONS);
  }

  #padChannels(x: Ref, channels: number): Ref {
    const [, side, , width] = dims(x);
    const padding = this.#int32('paddings', [4, 2], [0, 0, 0, 0, 0, 0, 0, channels - width]);
    return this.#graph.apply(
      'PAD',
      [x, padding],
      { shape: [1, side, side, channels] },
      PAD_OPTIONS,
    );
  }

  #half({ shape, bytes }: HalfArray): Ref {
    const name = `weights_${String(this.#graph.buffers.length)}`;
    const stored = this.#graph.constant(name, shape, TensorType.FLOAT16, bytes);
    return this.#graph.apply('DEQUANTIZE', [stored], { shape });
  }

  #zeroBias(channels: number): Ref {
    const known = this.#zeros.get(channels);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(channels * HALF_BYTES);
    const zeros = this.#half({ shape: [channels], bytes });
    this.#zeros.set(channels, zeros);
    return zeros;
  }

  #int32(name: string, shape: number[], values: number[]): Ref {
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    return this.#graph.constant(name, shape, TensorType.INT32, bytes);
  }
}

function dims({ shape }: { shape: number[] }): [number, number, number, number] {
  const [a, b, c, d] = shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new RangeError(`Four dimensions expected, not [${shape.join(', ')}].`);
  }
  return [a, b, c, d];
}

function take(arrays: Iterator<HalfArray>, what: string): HalfArray {
  const next = arrays.next();
  if (next.done === true) throw new RangeError(`The landmark weights end before a ${what}.`);
  return next.value;
}
