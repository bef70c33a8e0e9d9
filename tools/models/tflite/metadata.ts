import { Builder, ByteBuffer, type Offset } from 'flatbuffers';
import { BUFFER_ALIGNMENT, FILE_IDENTIFIER, MetadataSlot, ModelSlot } from './schema';
import { offsets, writeBuffer } from './serialise';

/** What the MediaPipe runtime asks of a model's image input: (value − mean) / std, value 0–255. */
export interface ImageModelDescription {
  name: string;
  description: string;
  mean: number;
  std: number;
  /** Range of the normalised values. */
  range: { min: number; max: number };
}

/** Name of the metadata entry the runtime looks for (tflite metadata schema). */
const METADATA_NAME = 'TFLITE_METADATA';
const METADATA_IDENTIFIER = 'M001';
const MIN_PARSER_VERSION = '1.0.0';

/** Slots and union members of tensorflow_lite_support's metadata_schema.fbs. */
const ModelMetadata = {
  name: 0,
  description: 1,
  subgraphMetadata: 3,
  minParserVersion: 7,
  count: 8,
} as const;
const SubGraphMetadata = { inputTensorMetadata: 2, count: 3 } as const;
const TensorMetadata = { name: 0, content: 3, processUnits: 4, stats: 5, count: 6 } as const;
const Content = { propertiesType: 0, properties: 1, count: 2 } as const;
const IMAGE_PROPERTIES = 2;
const ImageProperties = { colorSpace: 0, count: 1 } as const;
const COLOR_SPACE_RGB = 1;
const ProcessUnit = { optionsType: 0, options: 1, count: 2 } as const;
const NORMALIZATION_OPTIONS = 1;
const NormalizationOptions = { mean: 0, std: 1, count: 2 } as const;
const Stats = { max: 0, min: 1, count: 2 } as const;

/** The metadata flatbuffer (identifier M001) of a model with one RGB image input. */
export function imageModelMetadata(model: ImageModelDescription): Uint8Array {
  const builder = new Builder(1024);
  const input = writeImageInput(builder, model);
  const inputs = offsets(builder, [input]);
  builder.startObject(SubGraphMetadata.count);
  builder.addFieldOffset(SubGraphMetadata.inputTensorMetadata, inputs, 0);
  const subgraphs = offsets(builder, [builder.endObject()]);
  const name = builder.createString(model.name);
  const description = builder.createString(model.description);
  const parser = builder.createString(MIN_PARSER_VERSION);

  builder.startObject(ModelMetadata.count);
  builder.addFieldOffset(ModelMetadata.name, name, 0);
  builder.addFieldOffset(ModelMetadata.description, description, 0);
  builder.addFieldOffset(ModelMetadata.subgraphMetadata, subgraphs, 0);
  builder.addFieldOffset(ModelMetadata.minParserVersion, parser, 0);
  builder.finish(builder.endObject(), METADATA_IDENTIFIER);
  return builder.asUint8Array().slice();
}

function writeImageInput(builder: Builder, model: ImageModelDescription): Offset {
  const name = builder.createString('image');

  builder.startObject(ImageProperties.count);
  builder.addFieldInt8(ImageProperties.colorSpace, COLOR_SPACE_RGB, 0);
  const properties = builder.endObject();
  builder.startObject(Content.count);
  builder.addFieldInt8(Content.propertiesType, IMAGE_PROPERTIES, 0);
  builder.addFieldOffset(Content.properties, properties, 0);
  const content = builder.endObject();

  const mean = floats(builder, [model.mean]);
  const std = floats(builder, [model.std]);
  builder.startObject(NormalizationOptions.count);
  builder.addFieldOffset(NormalizationOptions.mean, mean, 0);
  builder.addFieldOffset(NormalizationOptions.std, std, 0);
  const normalization = builder.endObject();
  builder.startObject(ProcessUnit.count);
  builder.addFieldInt8(ProcessUnit.optionsType, NORMALIZATION_OPTIONS, 0);
  builder.addFieldOffset(ProcessUnit.options, normalization, 0);
  const units = offsets(builder, [builder.endObject()]);

  const max = floats(builder, [model.range.max]);
  const min = floats(builder, [model.range.min]);
  builder.startObject(Stats.count);
  builder.addFieldOffset(Stats.max, max, 0);
  builder.addFieldOffset(Stats.min, min, 0);
  const stats = builder.endObject();

  builder.startObject(TensorMetadata.count);
  builder.addFieldOffset(TensorMetadata.name, name, 0);
  builder.addFieldOffset(TensorMetadata.content, content, 0);
  builder.addFieldOffset(TensorMetadata.processUnits, units, 0);
  builder.addFieldOffset(TensorMetadata.stats, stats, 0);
  return builder.endObject();
}

function floats(builder: Builder, values: number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}

/**
 * A copy of `model` with one more metadata entry and its buffer.
 *
 * Flatbuffer offsets point forward only, so the old file stays whole at the end and a new
 * root table with longer `buffers` and `metadata` vectors is written before it.
 *
 * @throws RangeError when `model` is not a TensorFlow Lite file.
 */
export function addMetadata(model: Uint8Array, metadata: Uint8Array): Uint8Array {
  const old = new ByteBuffer(model);
  if (model.length < 8 || !old.__has_identifier(FILE_IDENTIFIER)) {
    throw new RangeError(`Not a TensorFlow Lite file: identifier ${FILE_IDENTIFIER} is missing.`);
  }
  const root = old.readInt32(0);
  const field = (slot: number): number => {
    const offset = old.__offset(root, 4 + 2 * slot);
    return offset === 0 ? 0 : root + offset;
  };

  const builder = new Builder(model.length + metadata.length + 4096);
  builder.prep(BUFFER_ALIGNMENT, model.length);
  const start = builder.createByteVector(model) - 4;
  const target = (slot: number): Offset => {
    const at = field(slot);
    return at === 0 ? 0 : start - old.__indirect(at);
  };
  const items = (slot: number): Offset[] => {
    const at = field(slot);
    if (at === 0) return [];
    const vector = old.__indirect(at);
    const count = old.readInt32(vector);
    return Array.from({ length: count }, (_, i) => start - old.__indirect(vector + 4 + 4 * i));
  };

  const oldBuffers = items(ModelSlot.buffers);
  const buffer = writeBuffer(builder, metadata);
  const buffers = offsets(builder, [...oldBuffers, buffer]);
  const name = builder.createString(METADATA_NAME);
  builder.startObject(MetadataSlot.count);
  builder.addFieldOffset(MetadataSlot.name, name, 0);
  builder.addFieldInt32(MetadataSlot.buffer, oldBuffers.length, 0);
  const entries = offsets(builder, [...items(ModelSlot.metadata), builder.endObject()]);

  builder.startObject(ModelSlot.count);
  builder.addFieldInt32(ModelSlot.version, old.readInt32(field(ModelSlot.version)), 0);
  for (const slot of [
    ModelSlot.operatorCodes,
    ModelSlot.subgraphs,
    ModelSlot.description,
    ModelSlot.metadataBuffer,
    ModelSlot.signatureDefs,
  ]) {
    builder.addFieldOffset(slot, target(slot), 0);
  }
  builder.addFieldOffset(ModelSlot.buffers, buffers, 0);
  builder.addFieldOffset(ModelSlot.metadata, entries, 0);
  builder.finish(builder.endObject(), FILE_IDENTIFIER);
  return builder.asUint8Array().slice();
}
