/** Cuts an ONNX graph at one of its tensors: what that tensor does not need is dropped. */
import {
  ATTRIBUTE,
  encodeBytes,
  encodeString,
  encodeVarint,
  firstString,
  GRAPH,
  joinFields,
  NODE,
  readFields,
  renameNode,
  strings,
  VALUE_INFO,
  withGraph,
  type Field,
} from './onnx-fields';

const TENSOR = { name: 8 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
const SHAPE = { dimension: 1 } as const;
const DIMENSION = { value: 1, name: 2 } as const;
const FLOAT32 = 1;

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
  return withGraph(model, (fields) => cutGraph(fields, options));
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
