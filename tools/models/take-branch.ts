/** Takes one branch of an ONNX model that holds a network for each of two cases: half of the file, for who has one case only. */
import {
  ATTRIBUTE,
  encodeBytes,
  firstString,
  GRAPH,
  joinFields,
  NODE,
  readFields,
  renameNode,
  strings,
  text,
  VALUE_INFO,
  withGraph,
  type Field,
} from './onnx-fields';

const ATTRIBUTE_NAME = 1;
const OPERATOR = 4;
/** Fields of a branch that can be taken over: its name falls away. Weights must be Constant nodes of its own. */
const PLAIN: number[] = [GRAPH.node, GRAPH.name, GRAPH.output];
/** What may stand around the If node: the choice, and names for what it gives. */
const AROUND = ['Constant', 'Equal', 'Identity'];

export interface BranchOptions {
  /** Which branch of the graph's only If node becomes the graph. */
  branch: 'then_branch' | 'else_branch';
  /** The input that decides between the branches and falls away with them. */
  decidedBy: string;
}

/**
 * The model that computes what the branch does: with the inputs but one and the outputs of the old one, in their order.
 * @throws RangeError unless the graph is one If node that gives all of its outputs.
 */
export function takeBranch(model: Uint8Array, { branch, decidedBy }: BranchOptions): Uint8Array {
  return withGraph(model, (graph) => {
    const nodes = graph.filter((field) => field.number === GRAPH.node);
    const [choice, ...others] = nodes.filter((node) => !AROUND.includes(operatorOf(node)));
    if (!choice || others.length > 0 || operatorOf(choice) !== 'If') {
      throw new RangeError('The graph is more, or less, than a choice of branches.');
    }
    const fields = readFields(choice.payload);
    const taken = branchOf(fields, branch);
    const outputs = graph.filter((field) => field.number === GRAPH.output);
    const given = taken.filter((field) => field.number === GRAPH.output).map(nameOf);
    const chosen = strings(fields, NODE.output).map((name) => renamedTo(name, nodes));
    const names = outputs.map(nameOf);
    if (given.length !== chosen.length || chosen.join() !== names.join()) {
      throw new RangeError(`The ${branch} does not give what the model does.`);
    }
    if (taken.some(({ number }) => !PLAIN.includes(number))) {
      throw new RangeError(`The ${branch} holds more than nodes.`);
    }
    return joinFields([
      ...taken
        .filter((field) => field.number === GRAPH.node)
        .map((node) =>
          encodeBytes(
            GRAPH.node,
            given.reduce(
              (bytes, name, i) => renameNode(bytes, name, names[i] ?? name),
              node.payload,
            ),
          ),
        ),
      ...graph
        .filter((field) => field.number !== GRAPH.node)
        .filter((field) => field.number !== GRAPH.input || nameOf(field) !== decidedBy)
        .map(({ bytes }) => bytes),
    ]);
  });
}

/** The last name that Identity nodes give a tensor. */
function renamedTo(name: string, nodes: readonly Field[]): string {
  const next = nodes
    .filter((node) => operatorOf(node) === 'Identity')
    .map(({ payload }) => readFields(payload))
    .find((node) => strings(node, NODE.input).includes(name));
  const [renamed] = next ? strings(next, NODE.output) : [];
  return renamed === undefined ? name : renamedTo(renamed, nodes);
}

const nameOf = ({ payload }: Field): string => firstString(payload, VALUE_INFO.name);

const operatorOf = ({ payload }: Field): string => firstString(payload, OPERATOR);

function branchOf(choice: readonly Field[], branch: string): Field[] {
  for (const attribute of choice.filter(({ number }) => number === NODE.attribute)) {
    const fields = readFields(attribute.payload);
    const name = fields.find(({ number }) => number === ATTRIBUTE_NAME);
    const graph = fields.find(({ number }) => number === ATTRIBUTE.graph);
    if (name && graph && text(name.payload) === branch) return readFields(graph.payload);
  }
  throw new RangeError(`The If node has no ${branch}.`);
}
