import type { BuiltinOperator } from './schema';
import { TensorType } from './schema';
import type { OperatorOptions } from './options';

export interface Tensor {
  shape: number[];
  type: TensorType;
  name: string;
  /** Index into `Graph.buffers`; 0 is the empty buffer of computed tensors. */
  buffer: number;
}

export interface Operator {
  builtin: BuiltinOperator;
  inputs: number[];
  outputs: number[];
  options: OperatorOptions | null;
}

/** A tensor under construction: its index in the graph and its shape (NHWC). */
export interface Ref {
  index: number;
  shape: number[];
}

/** A network with one subgraph, built operator by operator in execution order. */
export class Graph {
  readonly tensors: Tensor[] = [];
  readonly operators: Operator[] = [];
  readonly buffers: Uint8Array[] = [new Uint8Array()];
  readonly inputs: number[] = [];
  readonly outputs: number[] = [];

  input(name: string, shape: number[]): Ref {
    const ref = this.#tensor({ shape, type: TensorType.FLOAT32, name, buffer: 0 });
    this.inputs.push(ref.index);
    return ref;
  }

  output(ref: Ref): void {
    this.outputs.push(ref.index);
  }

  /** A constant whose little-endian bytes are `data`. */
  constant(name: string, shape: number[], type: TensorType, data: Uint8Array): Ref {
    this.buffers.push(data);
    return this.#tensor({ shape, type, name, buffer: this.buffers.length - 1 });
  }

  /** Adds an operator with one float32 result. */
  apply(
    builtin: BuiltinOperator,
    inputs: Ref[],
    result: { shape: number[]; name?: string },
    options: OperatorOptions | null = null,
  ): Ref {
    const name = result.name ?? `${builtin.toLowerCase()}_${String(this.operators.length)}`;
    const out = this.#tensor({ shape: result.shape, type: TensorType.FLOAT32, name, buffer: 0 });
    this.operators.push({
      builtin,
      inputs: inputs.map((ref) => ref.index),
      outputs: [out.index],
      options,
    });
    return out;
  }

  #tensor(tensor: Tensor): Ref {
    this.tensors.push(tensor);
    return { index: this.tensors.length - 1, shape: tensor.shape };
  }
}
