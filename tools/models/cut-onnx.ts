/**
 * Cuts an ONNX graph at one of its tensors: what that tensor does not need is dropped.
 *
 * The file is edited at the level of protobuf fields (onnx.proto, IR version 3 and later), so everything
 * kept, such as weights, attributes and node order, is copied byte by byte. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import protobuf from 'protobufjs/minimal.js';

const MODEL = { graph: 7 } as const;
const GRAPH = {
  node: 1,
  initializer: 5,
  input: 11,
  output: 12,
  valueInfo: 13,
  quantization: 14,
} as const;
const NODE = { input: 1, output: 2, attribute: 5 } as const;
const ATTRIBUTE = { graph: 6, graphs: 11 } as const;
const TENSOR = { name: 8 } as const;
const VALUE_INFO = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
const SHAPE = { dimension: 1 } as const;
const DIMENSION = { value: 1, name: 2 } as const;
const FLOAT32 = 1;

/** Wire type of length-delimited fields: strings, bytes and messages. */
const DELIMITED = 2;

/** A field as it stands in the file: its number, all of its bytes with the tag, and its payload. */
interface Field {
  number: number;
  bytes: Uint8Array;
  payload: Uint8Array;
}

export interface CutOptions {
  /** The tensor that becomes the only output. */
  tensor: string;
  /** The output's new name. */
  name: string;
  /** The output's shape (float32); strings are symbolic dimensions. */
  shape: readonly (number | string)[];
}

/** Returns the bytes of the model that computes `tensor` alone. Throws a RangeError if no node makes it. */
export function cutOnnx(model: Uint8Array, options: CutOptions): Uint8Array {
  const modelFields = readFields(model);
  const graph = modelFields.find((field) => field.number === MODEL.graph);
  if (!graph) throw new RangeError('The file holds no ONNX graph.');
  const cut = cutGraph(readFields(graph.payload), options);
  return joinFields(
    modelFields.map((field) => (field === graph ? encodeBytes(MODEL.graph, cut) : field.bytes)),
  );
}

function cutGraph(fields: readonly Field[], { tensor, name, shape }: CutOptions): Uint8Array {
  const needed = new Set([tensor]);
  const keptNodes = new Set<Field>();
  // Nodes stand in topological order, so one pass from the end finds all that the tensor needs.
  for (const field of fields.filter((f) => f.number === GRAPH.node).reverse()) {
    const node = readFields(field.payload);
    if (!strings(node, NODE.output).some((output) => needed.has(output))) continue;
    keptNodes.add(field);
    for (const input of nodeInputs(node)) needed.add(input);
  }
  if (keptNodes.size === 0)
    throw new RangeError(`No node of the graph makes the tensor "${tensor}".`);

  const out: Uint8Array[] = [];
  for (const field of fields) {
    if (field.number === GRAPH.node) {
      if (keptNodes.has(field))
        out.push(encodeBytes(GRAPH.node, renameNode(field.payload, tensor, name)));
    } else if (field.number === GRAPH.initializer) {
      if (needed.has(firstString(field.payload, TENSOR.name))) out.push(field.bytes);
    } else if (field.number === GRAPH.input) {
      if (needed.has(firstString(field.payload, VALUE_INFO.name))) out.push(field.bytes);
    } else if (
      // Outputs are replaced below; shape hints and quantization notes are optional and may name dropped tensors.
      field.number !== GRAPH.output &&
      field.number !== GRAPH.valueInfo &&
      field.number !== GRAPH.quantization
    ) {
      out.push(field.bytes);
    }
  }
  out.push(encodeBytes(GRAPH.output, encodeFloatValueInfo(name, shape)));
  return joinFields(out);
}

/** The node's inputs, and every tensor that a graph in its attributes (If, Loop) reads. */
function nodeInputs(node: readonly Field[]): string[] {
  const inputs = strings(node, NODE.input);
  for (const attribute of node.filter((field) => field.number === NODE.attribute)) {
    for (const field of readFields(attribute.payload)) {
      if (field.number !== ATTRIBUTE.graph && field.number !== ATTRIBUTE.graphs) continue;
      for (const inner of readFields(field.payload)) {
        if (inner.number === GRAPH.node) inputs.push(...nodeInputs(readFields(inner.payload)));
        if (inner.number === GRAPH.output) inputs.push(firstString(inner.payload, VALUE_INFO.name));
      }
    }
  }
  return inputs;
}

function renameNode(node: Uint8Array, from: string, to: string): Uint8Array {
  return joinFields(
    readFields(node).map((field) => {
      const isName = field.number === NODE.input || field.number === NODE.output;
      return isName && text(field.payload) === from ? encodeString(field.number, to) : field.bytes;
    }),
  );
}

function encodeFloatValueInfo(name: string, shape: CutOptions['shape']): Uint8Array {
  const dimensions = shape.map((dimension) =>
    encodeBytes(
      SHAPE.dimension,
      typeof dimension === 'string'
        ? encodeString(DIMENSION.name, dimension)
        : encodeVarint(DIMENSION.value, dimension),
    ),
  );
  const tensorType = joinFields([
    encodeVarint(TENSOR_TYPE.elementType, FLOAT32),
    encodeBytes(TENSOR_TYPE.shape, joinFields(dimensions)),
  ]);
  return joinFields([
    encodeString(VALUE_INFO.name, name),
    encodeBytes(VALUE_INFO.type, encodeBytes(TYPE.tensor, tensorType)),
  ]);
}

function readFields(message: Uint8Array): Field[] {
  const reader = protobuf.Reader.create(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    let payload: Uint8Array = new Uint8Array(0);
    if ((tag & 7) === DELIMITED) {
      const length = reader.uint32();
      payload = message.subarray(reader.pos, reader.pos + length);
      reader.skip(length);
    } else {
      reader.skipType(tag & 7);
    }
    fields.push({ number: tag >>> 3, bytes: message.subarray(start, reader.pos), payload });
  }
  return fields;
}

function text(payload: Uint8Array): string {
  return new TextDecoder().decode(payload);
}

function strings(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map((field) => text(field.payload));
}

function firstString(message: Uint8Array, number: number): string {
  return strings(readFields(message), number)[0] ?? '';
}

function encodeBytes(number: number, payload: Uint8Array): Uint8Array {
  return protobuf.Writer.create()
    .uint32((number << 3) | DELIMITED)
    .bytes(payload)
    .finish();
}

function encodeString(number: number, value: string): Uint8Array {
  return encodeBytes(number, new TextEncoder().encode(value));
}

function encodeVarint(number: number, value: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32(number << 3)
    .int64(value)
    .finish();
}

function joinFields(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
