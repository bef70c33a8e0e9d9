import { BuiltinOptions, type Padding } from './schema';

/** One scalar of an options table. */
interface OptionField {
  slot: number;
  type: 'int8' | 'int32';
  value: number;
}

/** An options table: a member of the union BuiltinOptions and its non-default scalars. */
export interface OperatorOptions {
  type: number;
  fields: OptionField[];
  /** Integer vectors of the table, by slot. */
  vectors?: { slot: number; values: number[] }[];
}

const int8 = (slot: number, value: number): OptionField => ({ slot, type: 'int8', value });
const int32 = (slot: number, value: number): OptionField => ({ slot, type: 'int32', value });

export function conv2dOptions(stride: number, padding: Padding): OperatorOptions {
  return {
    type: BuiltinOptions.Conv2DOptions,
    fields: [int8(0, padding), int32(1, stride), int32(2, stride)],
  };
}

export function depthwiseConv2dOptions(stride: number, padding: Padding): OperatorOptions {
  const depthMultiplier = 1;
  return {
    type: BuiltinOptions.DepthwiseConv2DOptions,
    fields: [int8(0, padding), int32(1, stride), int32(2, stride), int32(3, depthMultiplier)],
  };
}

/** A square pooling window whose stride equals its size. */
export function poolOptions(size: number, padding: Padding): OperatorOptions {
  return {
    type: BuiltinOptions.Pool2DOptions,
    fields: [int8(0, padding), int32(1, size), int32(2, size), int32(3, size), int32(4, size)],
  };
}

export function reshapeOptions(shape: number[]): OperatorOptions {
  return {
    type: BuiltinOptions.ReshapeOptions,
    fields: [],
    vectors: [{ slot: 0, values: shape }],
  };
}

export const ADD_OPTIONS: OperatorOptions = { type: BuiltinOptions.AddOptions, fields: [] };
export const PAD_OPTIONS: OperatorOptions = { type: BuiltinOptions.PadOptions, fields: [] };
