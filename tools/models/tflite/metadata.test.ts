import { ByteBuffer } from 'flatbuffers';
import { expect, test } from 'vitest';
import { Graph } from './graph';
import { addMetadata, imageModelMetadata } from './metadata';
import { TensorType } from './schema';
import { serialiseGraph } from './serialise';

const METADATA = imageModelMetadata({
  name: 'a model',
  description: 'for the test',
  mean: 127.5,
  std: 64,
  range: { min: -1, max: 1 },
});

/** A read-only walk through a flatbuffer, written apart from the code under test. */
class Table {
  constructor(
    readonly buffer: ByteBuffer,
    readonly at: number,
  ) {}

  static root(bytes: Uint8Array): Table {
    const buffer = new ByteBuffer(bytes);
    return new Table(buffer, buffer.readInt32(0));
  }

  position(slot: number): number {
    return this.at + this.buffer.__offset(this.at, 4 + 2 * slot);
  }

  int32(slot: number): number {
    return this.buffer.readInt32(this.position(slot));
  }

  table(slot: number): Table {
    return new Table(this.buffer, this.buffer.__indirect(this.position(slot)));
  }

  text(slot: number): string {
    return String(this.buffer.__string(this.position(slot)));
  }

  vector(slot: number): { start: number; length: number } {
    const at = this.buffer.__indirect(this.position(slot));
    return { start: at + 4, length: this.buffer.readInt32(at) };
  }

  tables(slot: number): Table[] {
    const { start, length } = this.vector(slot);
    return Array.from(
      { length },
      (_, i) => new Table(this.buffer, this.buffer.__indirect(start + 4 * i)),
    );
  }

  bytes(slot: number): Uint8Array {
    const { start, length } = this.vector(slot);
    return this.buffer.bytes().slice(start, start + length);
  }
}

function smallModel(): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', [1, 4]);
  const slopes = graph.constant(
    'slopes',
    [4],
    TensorType.FLOAT32,
    new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
  );
  graph.output(graph.apply('PRELU', [x, slopes], { shape: [1, 4], name: 'y' }));
  return serialiseGraph(graph, 'small');
}

test('the added entry points at a new buffer and the old ones stay as they were', () => {
  const before = Table.root(smallModel());
  const model = addMetadata(smallModel(), METADATA);
  const after = Table.root(model);
  expect(after.int32(0)).toBe(3);
  expect(after.text(3)).toBe('small');

  const oldBuffers = before.tables(4);
  const buffers = after.tables(4);
  expect(buffers).toHaveLength(oldBuffers.length + 1);
  expect(buffers[1]?.bytes(0)).toEqual(oldBuffers[1]?.bytes(0));

  const [entry] = after.tables(6);
  expect(entry?.text(0)).toBe('TFLITE_METADATA');
  expect(entry?.int32(1)).toBe(oldBuffers.length);
  expect(buffers.at(-1)?.bytes(0)).toEqual(METADATA);
  for (const buffer of buffers.slice(1)) expect(buffer.vector(0).start % 16).toBe(0);
});

test('a second entry keeps the first', () => {
  const twice = addMetadata(addMetadata(smallModel(), METADATA), Uint8Array.of(1, 2, 3));
  const root = Table.root(twice);
  const entries = root.tables(6);
  expect(entries.map((entry) => entry.int32(1))).toEqual([2, 3]);
  expect(root.tables(4)[2]?.bytes(0)).toEqual(METADATA);
  expect(root.tables(4)[3]?.bytes(0)).toEqual(Uint8Array.of(1, 2, 3));
});

test('the description carries the normalisation of the image input', () => {
  expect(new TextDecoder().decode(METADATA.slice(4, 8))).toBe('M001');
  const [subgraph] = Table.root(METADATA).tables(2 + 1);
  const [input] = subgraph?.tables(2) ?? [];
  const [unit] = input?.tables(4) ?? [];
  const normalization = unit?.table(1);
  const float = (table: Table | undefined, slot: number) =>
    table?.buffer.readFloat32(table.vector(slot).start);
  expect(float(normalization, 0)).toBe(127.5);
  expect(float(normalization, 1)).toBe(64);
  expect(float(input?.table(5), 0)).toBe(1);
  expect(float(input?.table(5), 1)).toBe(-1);
});

test('another kind of file is refused', () => {
  expect(() => addMetadata(new Uint8Array(64), METADATA)).toThrow(RangeError);
});
