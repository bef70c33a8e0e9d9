/**
 * The part of the TensorFlow Lite model format (schema version 3) that these tools write:
 * enum values and table slots, named as in tensorflow/lite/schema/schema.fbs.
 */

export const SCHEMA_VERSION = 3;
export const FILE_IDENTIFIER = 'TFL3';

/** Constant data must start on this boundary (`force_align: 16` of Buffer.data). */
export const BUFFER_ALIGNMENT = 16;

export const TensorType = { FLOAT32: 0, FLOAT16: 1, INT32: 2 } as const;
export type TensorType = (typeof TensorType)[keyof typeof TensorType];

export const Padding = { SAME: 0, VALID: 1 } as const;
export type Padding = (typeof Padding)[keyof typeof Padding];

export const BuiltinOperator = {
  ADD: 0,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DEQUANTIZE: 6,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  RESHAPE: 22,
  PAD: 34,
  PRELU: 54,
} as const;
export type BuiltinOperator = keyof typeof BuiltinOperator;

/** DEQUANTIZE takes float16 from version 2 on; the other operators are used in version 1. */
export const OPERATOR_VERSION: Partial<Record<BuiltinOperator, number>> = { DEQUANTIZE: 2 };

/** Members of the union BuiltinOptions. */
export const BuiltinOptions = {
  Conv2DOptions: 1,
  DepthwiseConv2DOptions: 2,
  Pool2DOptions: 5,
  AddOptions: 11,
  ReshapeOptions: 17,
  PadOptions: 22,
} as const;

/** Slot numbers of the tables, in the order of their declarations. */
export const ModelSlot = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  signatureDefs: 7,
  count: 8,
} as const;
export const OperatorCodeSlot = {
  deprecatedBuiltinCode: 0,
  version: 2,
  builtinCode: 3,
  count: 4,
} as const;
export const SubGraphSlot = {
  tensors: 0,
  inputs: 1,
  outputs: 2,
  operators: 3,
  name: 4,
  count: 5,
} as const;
export const TensorSlot = { shape: 0, type: 1, buffer: 2, name: 3, count: 4 } as const;
export const OperatorSlot = {
  opcodeIndex: 0,
  inputs: 1,
  outputs: 2,
  optionsType: 3,
  options: 4,
  count: 5,
} as const;
export const BufferSlot = { data: 0, count: 1 } as const;
export const MetadataSlot = { name: 0, buffer: 1, count: 2 } as const;
