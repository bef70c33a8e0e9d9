import { Builder, type Offset } from 'flatbuffers';
import type { Graph, Operator, Tensor } from './graph';
import type { OperatorOptions } from './options';
import {
  BUFFER_ALIGNMENT,
  BufferSlot,
  BuiltinOperator,
  FILE_IDENTIFIER,
  ModelSlot,
  OPERATOR_VERSION,
  OperatorCodeSlot,
  OperatorSlot,
  SCHEMA_VERSION,
  SubGraphSlot,
  TensorSlot,
} from './schema';

const INITIAL_BYTES = 1 << 20;
const NO_OPTIONS = 0;

/** Writes a graph as a .tflite file; equal graphs give equal bytes. */
export function serialiseGraph(graph: Graph, description: string): Uint8Array {
  const builder = new Builder(INITIAL_BYTES);
  const buffers = offsets(
    builder,
    graph.buffers.map((data) => writeBuffer(builder, data)),
  );
  const builtins = [...new Set(graph.operators.map((operator) => operator.builtin))];
  const operatorCodes = offsets(
    builder,
    builtins.map((builtin) => writeOperatorCode(builder, builtin)),
  );
  const subgraphs = offsets(builder, [writeSubGraph(builder, graph, builtins)]);
  const text = builder.createString(description);

  builder.startObject(ModelSlot.count);
  builder.addFieldInt32(ModelSlot.version, SCHEMA_VERSION, 0);
  builder.addFieldOffset(ModelSlot.operatorCodes, operatorCodes, 0);
  builder.addFieldOffset(ModelSlot.subgraphs, subgraphs, 0);
  builder.addFieldOffset(ModelSlot.description, text, 0);
  builder.addFieldOffset(ModelSlot.buffers, buffers, 0);
  builder.finish(builder.endObject(), FILE_IDENTIFIER);
  return builder.asUint8Array().slice();
}

/** Writes a Buffer table with its data on the boundary the runtime asks for. */
export function writeBuffer(builder: Builder, data: Uint8Array): Offset {
  let vector = 0;
  if (data.length > 0) {
    builder.prep(BUFFER_ALIGNMENT, data.length);
    vector = builder.createByteVector(data);
  }
  builder.startObject(BufferSlot.count);
  builder.addFieldOffset(BufferSlot.data, vector, 0);
  return builder.endObject();
}

/** Writes a vector of offsets to tables or strings. */
export function offsets(builder: Builder, items: Offset[]): Offset {
  builder.startVector(4, items.length, 4);
  for (const item of items.toReversed()) builder.addOffset(item);
  return builder.endVector();
}

function int32Vector(builder: Builder, values: number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}

function writeOperatorCode(builder: Builder, builtin: BuiltinOperator): Offset {
  const code = BuiltinOperator[builtin];
  builder.startObject(OperatorCodeSlot.count);
  builder.addFieldInt8(OperatorCodeSlot.deprecatedBuiltinCode, code, 0);
  builder.addFieldInt32(OperatorCodeSlot.version, OPERATOR_VERSION[builtin] ?? 1, 1);
  builder.addFieldInt32(OperatorCodeSlot.builtinCode, code, 0);
  return builder.endObject();
}

function writeSubGraph(builder: Builder, graph: Graph, builtins: BuiltinOperator[]): Offset {
  const tensors = offsets(
    builder,
    graph.tensors.map((tensor) => writeTensor(builder, tensor)),
  );
  const operators = offsets(
    builder,
    graph.operators.map((operator) => writeOperator(builder, operator, builtins)),
  );
  const inputs = int32Vector(builder, graph.inputs);
  const outputs = int32Vector(builder, graph.outputs);
  const name = builder.createString('main');
  builder.startObject(SubGraphSlot.count);
  builder.addFieldOffset(SubGraphSlot.tensors, tensors, 0);
  builder.addFieldOffset(SubGraphSlot.inputs, inputs, 0);
  builder.addFieldOffset(SubGraphSlot.outputs, outputs, 0);
  builder.addFieldOffset(SubGraphSlot.operators, operators, 0);
  builder.addFieldOffset(SubGraphSlot.name, name, 0);
  return builder.endObject();
}

function writeTensor(builder: Builder, tensor: Tensor): Offset {
  const shape = int32Vector(builder, tensor.shape);
  const name = builder.createString(tensor.name);
  builder.startObject(TensorSlot.count);
  builder.addFieldOffset(TensorSlot.shape, shape, 0);
  builder.addFieldInt8(TensorSlot.type, tensor.type, 0);
  builder.addFieldInt32(TensorSlot.buffer, tensor.buffer, 0);
  builder.addFieldOffset(TensorSlot.name, name, 0);
  return builder.endObject();
}

function writeOperator(builder: Builder, operator: Operator, builtins: BuiltinOperator[]): Offset {
  const inputs = int32Vector(builder, operator.inputs);
  const outputs = int32Vector(builder, operator.outputs);
  const options = operator.options === null ? 0 : writeOptions(builder, operator.options);
  builder.startObject(OperatorSlot.count);
  builder.addFieldInt32(OperatorSlot.opcodeIndex, builtins.indexOf(operator.builtin), 0);
  builder.addFieldOffset(OperatorSlot.inputs, inputs, 0);
  builder.addFieldOffset(OperatorSlot.outputs, outputs, 0);
  builder.addFieldInt8(OperatorSlot.optionsType, operator.options?.type ?? NO_OPTIONS, NO_OPTIONS);
  builder.addFieldOffset(OperatorSlot.options, options, 0);
  return builder.endObject();
}

function writeOptions(builder: Builder, options: OperatorOptions): Offset {
  const vectors = (options.vectors ?? []).map(({ slot, values }) => ({
    slot,
    offset: int32Vector(builder, values),
  }));
  const slots = [...options.fields, ...vectors].map(({ slot }) => slot);
  builder.startObject(Math.max(-1, ...slots) + 1);
  for (const { slot, type, value } of options.fields) {
    if (type === 'int8') builder.addFieldInt8(slot, value, 0);
    else builder.addFieldInt32(slot, value, 0);
  }
  for (const { slot, offset } of vectors) builder.addFieldOffset(slot, offset, 0);
  return builder.endObject();
}
