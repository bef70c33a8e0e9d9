import { CORNER, CORNER_PARTS } from '../gpu/face-corners';
import { SHADERS } from './shaders';

/** Of pictures and of the drawn face: bytes come out as they went in. */
export const FACE_FORMAT = 'rgba8unorm';
/** Of alpha: finer than the byte that the drawn face is rounded to. */
export const ALPHA_FORMAT = 'r16float';

export interface Pipelines {
  spread: GPURenderPipeline;
  blurRows: GPURenderPipeline;
  blurColumns: GPURenderPipeline;
  face: GPURenderPipeline;
}

/** Compiles the shaders. @throws DOMException when the driver refuses them. */
export async function makePipelines(device: GPUDevice): Promise<Pipelines> {
  const module = device.createShaderModule({ code: SHADERS });
  const pipeline = (
    vertex: { entryPoint: string; buffers?: GPUVertexBufferLayout[] },
    entryPoint: string,
    format: GPUTextureFormat,
  ): Promise<GPURenderPipeline> =>
    device.createRenderPipelineAsync({
      layout: 'auto',
      vertex: { module, ...vertex },
      fragment: { module, entryPoint, targets: [{ format }] },
    });
  const { place, own, taps, moves, alpha } = CORNER_PARTS;
  const alphaCorners = corners([
    [place, 'float32x2'],
    [alpha, 'float32'],
  ]);
  const faceCorners = corners([
    [place, 'float32x2'],
    [own, 'float32x2'],
    ...taps.map((tap) => [tap, 'float32x2'] as const),
    [moves, 'float32'],
  ]);
  const whole = { entryPoint: 'wholeVertex' };
  const [spread, blurRows, blurColumns, face] = await Promise.all([
    pipeline({ entryPoint: 'alphaVertex', buffers: [alphaCorners] }, 'alphaFragment', ALPHA_FORMAT),
    pipeline(whole, 'blurRows', ALPHA_FORMAT),
    pipeline(whole, 'blurColumns', ALPHA_FORMAT),
    pipeline({ entryPoint: 'faceVertex', buffers: [faceCorners] }, 'faceFragment', FACE_FORMAT),
  ]);
  return { spread, blurRows, blurColumns, face };
}

/** The parts of a corner that a shader reads, in the order of its locations: first float and format. */
function corners(
  parts: readonly (readonly [first: number, format: GPUVertexFormat])[],
): GPUVertexBufferLayout {
  const { BYTES_PER_ELEMENT } = Float32Array;
  return {
    arrayStride: CORNER * BYTES_PER_ELEMENT,
    attributes: parts.map(([first, format], shaderLocation) => ({
      shaderLocation,
      offset: first * BYTES_PER_ELEMENT,
      format,
    })),
  };
}
