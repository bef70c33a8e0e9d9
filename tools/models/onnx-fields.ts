/**
 * ONNX files at the level of protobuf fields (onnx.proto, IR version 3 and later): what is kept of one, such as weights, attributes and
 * node order, is copied byte by byte. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import protobuf from 'protobufjs/minimal.js';

const MODEL = { graph: 7 } as const;
export const GRAPH = {
  node: 1,
  name: 2,
  initializer: 5,
  input: 11,
  output: 12,
  valueInfo: 13,
  quantization: 14,
} as const;
export const NODE = { input: 1, output: 2, attribute: 5 } as const;
export const ATTRIBUTE = { graph: 6, graphs: 11 } as const;
export const VALUE_INFO = { name: 1, type: 2 } as const;

/** Wire type of length-delimited fields: strings, bytes and messages. */
const DELIMITED = 2;

/** A field as it stands in the file: its number, all of its bytes with the tag, and its payload. */
export interface Field {
  number: number;
  bytes: Uint8Array;
  payload: Uint8Array;
}

/** The model with another graph. Throws a RangeError for a file without one. */
export function withGraph(
  model: Uint8Array,
  change: (graph: readonly Field[]) => Uint8Array,
): Uint8Array {
  const fields = readFields(model);
  const graph = fields.find((field) => field.number === MODEL.graph);
  if (!graph) throw new RangeError('The file holds no ONNX graph.');
  const changed = encodeBytes(MODEL.graph, change(readFields(graph.payload)));
  return joinFields(fields.map((field) => (field === graph ? changed : field.bytes)));
}

export function renameNode(node: Uint8Array, from: string, to: string): Uint8Array {
  return joinFields(
    readFields(node).map((field) => {
      const isName = field.number === NODE.input || field.number === NODE.output;
      return isName && text(field.payload) === from ? encodeString(field.number, to) : field.bytes;
    }),
  );
}

export function readFields(message: Uint8Array): Field[] {
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

export function text(payload: Uint8Array): string {
  return new TextDecoder().decode(payload);
}

export function strings(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map((field) => text(field.payload));
}

export function firstString(message: Uint8Array, number: number): string {
  return strings(readFields(message), number)[0] ?? '';
}

export function encodeBytes(number: number, payload: Uint8Array): Uint8Array {
  return protobuf.Writer.create()
    .uint32((number << 3) | DELIMITED)
    .bytes(payload)
    .finish();
}

export function encodeString(number: number, value: string): Uint8Array {
  return encodeBytes(number, new TextEncoder().encode(value));
}

export function encodeVarint(number: number, value: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32(number << 3)
    .int64(value)
    .finish();
}

export function joinFields(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
