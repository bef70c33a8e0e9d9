import { ALPHA_SCALE, alphaBlur } from '../../../../core/exemplar/draw/alpha-map';
import {
  CLEAR,
  CUBIC_WEIGHT,
  FaceDrawing,
  OPAQUE,
} from '../../../../core/exemplar/draw/face-drawing';
import { FRONT } from '../../../../core/exemplar/draw/face-mesh';
import { MOST_LIGHT } from '../../../../core/exemplar/draw/light-match';
import { farToNear } from '../../../../core/exemplar/draw/triangle-raster';
import type {
  DrawOptions,
  FaceMesh,
  FacePainter,
  FacePicture,
  Tap,
} from '../../../../core/exemplar/face-picture';
import { fillTexture, glError, linkProgram, makeTexture, RenderTarget } from './gl-objects';
import { PictureTextures } from './picture-textures';
import * as shaders from './shaders';

/** Floats a corner of a triangle: place, own place, place in each tap, moves or not, alpha. */
const CORNER = 2 + 2 + 2 * shaders.TAP_SLOTS + 1 + 1;
const FLOAT_BYTES = 4;

/** The face painter on the GPU; draws what the one on the CPU draws (core/exemplar/draw/face-rasteriser). */
export class WebglFacePainter implements FacePainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #drawing: FaceDrawing;
  readonly #alphaProgram: WebGLProgram;
  readonly #blurProgram: WebGLProgram;
  readonly #faceProgram: WebGLProgram;
  readonly #corners: WebGLBuffer;
  readonly #alphaArrays: WebGLVertexArrayObject;
  readonly #faceArrays: WebGLVertexArrayObject;
  readonly #noArrays: WebGLVertexArrayObject;
  readonly #frame: WebGLTexture;
  readonly #alpha: RenderTarget;
  readonly #blurred: RenderTarget;
  readonly #face: RenderTarget;
  readonly #pictures: PictureTextures;
  readonly #order: Uint16Array;
  readonly #depth: Float32Array;
  readonly #data: Float32Array;
  #read = new Uint8Array(0);

  /**
   * @param gl from openWebgl; other painters may draw with it between frames.
   * @throws AppError `gpu-lost` when the driver refuses the shaders.
   */
  constructor(gl: WebGL2RenderingContext, mesh: FaceMesh) {
    this.#gl = gl;
    this.#drawing = new FaceDrawing(mesh);
    this.#alphaProgram = linkProgram(gl, shaders.ALPHA_VERTEX, shaders.ALPHA_FRAGMENT);
    this.#blurProgram = linkProgram(gl, shaders.WHOLE_VERTEX, shaders.BLUR_FRAGMENT);
    this.#faceProgram = linkProgram(gl, shaders.FACE_VERTEX, shaders.FACE_FRAGMENT);
    this.#corners = gl.createBuffer();
    this.#noArrays = gl.createVertexArray();
    this.#alphaArrays = this.#arrays([
      [0, 2, 0],
      [1, 1, CORNER - 1],
    ]);
    this.#faceArrays = this.#arrays([
      [0, 2, 0],
      [1, 2, 2],
      [2, 2, 4],
      [3, 2, 6],
      [4, 2, 8],
      [5, 1, 10],
    ]);
    this.#frame = makeTexture(gl);
    this.#alpha = new RenderTarget(gl);
    this.#blurred = new RenderTarget(gl);
    this.#face = new RenderTarget(gl);
    this.#pictures = new PictureTextures(gl);
    const count = mesh.triangles.length / 3;
    this.#order = new Uint16Array(count);
    this.#depth = new Float32Array(count);
    this.#data = new Float32Array(mesh.triangles.length * CORNER);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    gl.disable(gl.DITHER);
  }

  /** @throws RangeError for wrong lengths or too many taps, AppError `gpu-lost` when the GPU is gone. */
  draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): void {
    if (taps.length > shaders.TAP_SLOTS) {
      throw new RangeError(`${taps.length} taps; ${shaders.TAP_SLOTS} can be drawn.`);
    }
    if (!this.#drawing.prepare(region, target, taps, options)) return;
    const gl = this.#gl;
    const corners = this.#fillCorners(region, taps);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#corners);
    gl.bufferData(gl.ARRAY_BUFFER, this.#data.subarray(0, corners * CORNER), gl.STREAM_DRAW);
    if (taps.length > 0) this.#drawAlpha(region, corners);
    this.#drawFace(region, taps, corners);
    this.#readInto(region);
    this.#drawing.finish(region, options);
  }

  #drawAlpha({ width, height }: FacePicture, corners: number): void {
    const gl = this.#gl;
    const halfWidth = Math.ceil(width * ALPHA_SCALE);
    const halfHeight = Math.ceil(height * ALPHA_SCALE);
    this.#alpha.begin(halfWidth, halfHeight);
    gl.useProgram(this.#alphaProgram);
    gl.bindVertexArray(this.#alphaArrays);
    this.#set2(this.#alphaProgram, 'size', halfWidth / ALPHA_SCALE, halfHeight / ALPHA_SCALE);
    gl.drawArrays(gl.TRIANGLES, 0, corners);

    const kernel = alphaBlur(this.#drawing.eyes);
    const program = this.#blurProgram;
    gl.useProgram(program);
    gl.bindVertexArray(this.#noArrays);
    gl.uniform1i(this.#at(program, 'plane'), 0);
    gl.uniform2i(this.#at(program, 'size'), halfWidth, halfHeight);
    const reach = Math.min(kernel.length, shaders.KERNEL_SLOTS) - 1;
    gl.uniform1i(this.#at(program, 'reach'), reach);
    gl.uniform1fv(this.#at(program, 'kernel'), kernel.subarray(0, reach + 1));
    gl.activeTexture(gl.TEXTURE0);
    for (const [from, to, x, y] of [
      [this.#alpha, this.#blurred, 1, 0],
      [this.#blurred, this.#alpha, 0, 1],
    ] as const) {
      to.begin(halfWidth, halfHeight);
      gl.bindTexture(gl.TEXTURE_2D, from.texture);
      gl.uniform2i(this.#at(program, 'direction'), x, y);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    }
  }

  #drawFace(region: FacePicture, taps: readonly Tap[], corners: number): void {
    const gl = this.#gl;
    const { width, height } = region;
    const program = this.#faceProgram;
    const { light, weight } = this.#drawing;
    gl.activeTexture(gl.TEXTURE0);
    fillTexture(gl, this.#frame, region);
    this.#face.begin(width, height);
    gl.useProgram(program);
    gl.bindVertexArray(this.#faceArrays);
    // An unused slot reads the frame with weight 0.
    const pictures = [0, 1, 2].map((slot) => {
      const tap = taps[slot];
      return tap ? this.#pictures.of(tap.picture) : this.#frame;
    });
    [this.#frame, ...pictures, this.#alpha.texture].forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    ['frame', 'picture0', 'picture1', 'picture2', 'alpha'].forEach((name, unit) =>
      gl.uniform1i(this.#at(program, name), unit),
    );
    const alphaWidth = Math.ceil(width * ALPHA_SCALE);
    const alphaHeight = Math.ceil(height * ALPHA_SCALE);
    gl.uniform2i(this.#at(program, 'alphaSize'), alphaWidth, alphaHeight);
    gl.uniform1f(this.#at(program, 'alphaScale'), ALPHA_SCALE);
    const [a = 0, b = 0, c = 0] = taps.map((tap) => tap.weight);
    gl.uniform3f(this.#at(program, 'weights'), a, b, c);
    gl.uniform1f(this.#at(program, 'weight'), weight);
    // Colours are 0–1 here.
    const plane = [light.offset, light.slopeX, light.slopeY].map((value) => value / 255);
    gl.uniform3fv(this.#at(program, 'light'), plane);
    this.#set2(program, 'origin', region.x, region.y);
    gl.uniform1f(this.#at(program, 'mostLight'), MOST_LIGHT / 255);
    gl.uniform1f(this.#at(program, 'cubicWeight'), CUBIC_WEIGHT);
    gl.uniform1f(this.#at(program, 'opaque'), OPAQUE);
    gl.uniform1f(this.#at(program, 'clear'), CLEAR);
    this.#set2(program, 'size', width, height);
    gl.drawArrays(gl.TRIANGLES, 0, corners);
  }

  /** Takes over the pixels that were drawn; the others keep their bytes. */
  #readInto({ pixels, width, height }: FacePicture): void {
    const gl = this.#gl;
    if (this.#read.length < pixels.length) this.#read = new Uint8Array(pixels.length);
    const read = this.#read;
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, read);
    if (gl.isContextLost()) throw glError('it was taken away');
    for (let p = 0; p < pixels.length; p += 4) {
      if (read[p + 3] === 0) continue;
      pixels[p] = read[p] as number;
      pixels[p + 1] = read[p + 1] as number;
      pixels[p + 2] = read[p + 2] as number;
    }
  }

  /** Writes the triangles that face the camera, farthest first; returns the number of their corners. */
  #fillCorners({ x, y }: FacePicture, taps: readonly Tap[]): number {
    const { mesh, own, drawn, tapped, moving } = this.#drawing;
    const { triangles } = mesh;
    const data = this.#data;
    let corners = 0;
    for (const triangle of farToNear(drawn, triangles, this.#order, this.#depth)) {
      if (!facesCamera(drawn, triangles, triangle)) continue;
      for (let k = 0; k < 3; k++) {
        const vertex = triangles[triangle * 3 + k] as number;
        const v = vertex * 3;
        const at = corners++ * CORNER;
        data[at] = (drawn[v] as number) - x;
        data[at + 1] = (drawn[v + 1] as number) - y;
        data[at + 2] = (own[v] as number) - x;
        data[at + 3] = (own[v + 1] as number) - y;
        for (let slot = 0; slot < taps.length; slot++) {
          const { picture } = taps[slot] as Tap;
          const from = tapped[slot] as Float32Array;
          data[at + 4 + slot * 2] = (from[v] as number) - picture.x;
          data[at + 5 + slot * 2] = (from[v + 1] as number) - picture.y;
        }
        data[at + CORNER - 2] = moving[triangle] as number;
        data[at + CORNER - 1] = mesh.alpha[vertex] as number;
      }
    }
    return corners;
  }

  /** Vertex arrays over the corners: [location, numbers, first of a corner's floats]. */
  #arrays(layout: readonly (readonly [number, number, number])[]): WebGLVertexArrayObject {
    const gl = this.#gl;
    const arrays = gl.createVertexArray();
    gl.bindVertexArray(arrays);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#corners);
    for (const [location, count, offset] of layout) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(
        location,
        count,
        gl.FLOAT,
        false,
        CORNER * FLOAT_BYTES,
        offset * FLOAT_BYTES,
      );
    }
    return arrays;
  }

  #at(program: WebGLProgram, name: string): WebGLUniformLocation | null {
    return this.#gl.getUniformLocation(program, name);
  }

  #set2(program: WebGLProgram, name: string, x: number, y: number): void {
    this.#gl.uniform2f(this.#at(program, name), x, y);
  }
}

function facesCamera(vertices: Float32Array, triangles: Uint16Array, triangle: number): boolean {
  const [a = 0, b = 0, c = 0] = triangles.subarray(triangle * 3, triangle * 3 + 3);
  const ax = vertices[a * 3] as number;
  const ay = vertices[a * 3 + 1] as number;
  const area =
    ((vertices[b * 3] as number) - ax) * ((vertices[c * 3 + 1] as number) - ay) -
    ((vertices[b * 3 + 1] as number) - ay) * ((vertices[c * 3] as number) - ax);
  return area * FRONT > 0;
}
