import { gpuError } from '../gpu/gpu-error';

/** @throws AppError `gpu-lost` when the driver refuses the shaders. */
export function linkProgram(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw gpuError('no shader could be made');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) !== true) {
      throw gpuError(gl.getShaderInfoLog(shader) ?? 'a shader does not compile');
    }
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) {
    throw gpuError(gl.getProgramInfoLog(program) ?? 'the shaders do not link');
  }
  return program;
}

/** A texture read texel by texel. */
export function makeTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
    [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ] as const) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  return texture;
}

/** Gives a texture its size and, if given, its RGBA bytes. */
export function fillTexture(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  { width, height, pixels }: { width: number; height: number; pixels: Uint8ClampedArray | null },
): void {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(
    gl.TEXTURE_2D,
    0,
    gl.RGBA8,
    width,
    height,
    0,
    gl.RGBA,
    gl.UNSIGNED_BYTE,
    // A view of the same bytes: WebGL takes clamped ones too, its types do not everywhere.
    pixels && new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength),
  );
}

/** A picture to draw into, and to read from as a texture. */
export class RenderTarget {
  readonly texture: WebGLTexture;
  readonly #gl: WebGL2RenderingContext;
  readonly #buffer: WebGLFramebuffer;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.texture = makeTexture(gl);
    this.#buffer = gl.createFramebuffer();
  }

  /** Makes it `width` × `height` px, clears it to 0 and directs drawing to it. */
  begin(width: number, height: number): void {
    const gl = this.#gl;
    if (width !== this.#width || height !== this.#height) {
      fillTexture(gl, this.texture, { width, height, pixels: null });
      this.#width = width;
      this.#height = height;
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }
}
