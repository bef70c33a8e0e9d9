import { ALPHA_SCALE } from '../../../../core/exemplar/draw/alpha-map';
import {
  CLEAR,
  CUBIC_WEIGHT,
  FaceDrawing,
  OPAQUE,
} from '../../../../core/exemplar/draw/face-drawing';
import { MOST_LIGHT } from '../../../../core/exemplar/draw/light-match';
import type {
  DrawOptions,
  FaceMesh,
  FacePainter,
  FacePicture,
  Tap,
} from '../../../../core/exemplar/face-picture';
import { CORNER, CORNER_PARTS, FaceCorners } from '../gpu/face-corners';
import { faceValues, LEVELS, type FaceValues } from '../gpu/face-values';
import { gpuError } from '../gpu/gpu-error';
import { RecentPictures } from '../gpu/recent-pictures';
import { takeDrawn } from '../gpu/take-drawn';
import { fillTexture, linkProgram, makeTexture, RenderTarget } from './gl-objects';
import * as shaders from './shaders';

const FLOAT_BYTES = 4;

/** The face painter on WebGL 2; draws what the one on the CPU draws (core/exemplar/draw/face-rasteriser). */
export class WebglFacePainter implements FacePainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #drawing: FaceDrawing;
  readonly #alphaProgram: WebGLProgram;
  readonly #blurProgram: WebGLProgram;
  readonly #faceProgram: WebGLProgram;
  readonly #corners: FaceCorners;
  readonly #cornerBuffer: WebGLBuffer;
  readonly #alphaArrays: WebGLVertexArrayObject;
  readonly #faceArrays: WebGLVertexArrayObject;
  readonly #noArrays: WebGLVertexArrayObject;
  readonly #frame: WebGLTexture;
  readonly #alpha: RenderTarget;
  readonly #blurred: RenderTarget;
  readonly #face: RenderTarget;
  readonly #pictures: RecentPictures<WebGLTexture>;
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
    this.#corners = new FaceCorners(mesh);
    this.#cornerBuffer = gl.createBuffer();
    this.#noArrays = gl.createVertexArray();
    const { place, own, taps, moves, alpha } = CORNER_PARTS;
    this.#alphaArrays = this.#arrays([
      [0, 2, place],
      [1, 1, alpha],
    ]);
    this.#faceArrays = this.#arrays([
      [0, 2, place],
      [1, 2, own],
      [2, 2, taps[0]],
      [3, 2, taps[1]],
      [4, 2, taps[2]],
      [5, 1, moves],
    ]);
    this.#frame = makeTexture(gl);
    this.#alpha = new RenderTarget(gl);
    this.#blurred = new RenderTarget(gl);
    this.#face = new RenderTarget(gl);
    this.#pictures = new RecentPictures(
      (picture) => {
        const texture = makeTexture(gl);
        fillTexture(gl, texture, picture);
        return texture;
      },
      (texture) => gl.deleteTexture(texture),
    );
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
    if (!this.#drawing.prepare(region, target, taps, options)) return;
    const gl = this.#gl;
    const data = this.#corners.fill(this.#drawing, region, taps);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#cornerBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STREAM_DRAW);
    const corners = data.length / CORNER;
    const values = faceValues(this.#drawing, region, taps);
    if (taps.length > 0) this.#drawAlpha(values, corners);
    this.#drawFace(region, taps, values, corners);
    this.#readInto(region);
    this.#drawing.finish(region, options);
  }

  #drawAlpha({ alphaSize: [width, height], kernel }: FaceValues, corners: number): void {
    const gl = this.#gl;
    this.#alpha.begin(width, height);
    gl.useProgram(this.#alphaProgram);
    gl.bindVertexArray(this.#alphaArrays);
    this.#set2(this.#alphaProgram, 'size', [width / ALPHA_SCALE, height / ALPHA_SCALE]);
    gl.drawArrays(gl.TRIANGLES, 0, corners);

    const program = this.#blurProgram;
    gl.useProgram(program);
    gl.bindVertexArray(this.#noArrays);
    gl.uniform1i(this.#at(program, 'plane'), 0);
    gl.uniform2i(this.#at(program, 'size'), width, height);
    gl.uniform1i(this.#at(program, 'reach'), kernel.length - 1);
    gl.uniform1fv(this.#at(program, 'kernel'), kernel);
    gl.activeTexture(gl.TEXTURE0);
    for (const [from, to, x, y] of [
      [this.#alpha, this.#blurred, 1, 0],
      [this.#blurred, this.#alpha, 0, 1],
    ] as const) {
      to.begin(width, height);
      gl.bindTexture(gl.TEXTURE_2D, from.texture);
      gl.uniform2i(this.#at(program, 'direction'), x, y);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    }
  }

  #drawFace(region: FacePicture, taps: readonly Tap[], values: FaceValues, corners: number): void {
    const gl = this.#gl;
    const program = this.#faceProgram;
    gl.activeTexture(gl.TEXTURE0);
    fillTexture(gl, this.#frame, region);
    this.#face.begin(...values.size);
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
    gl.uniform2i(this.#at(program, 'alphaSize'), ...values.alphaSize);
    gl.uniform1f(this.#at(program, 'alphaScale'), ALPHA_SCALE);
    gl.uniform3f(this.#at(program, 'weights'), ...values.weights);
    gl.uniform1f(this.#at(program, 'weight'), values.weight);
    gl.uniform3f(this.#at(program, 'light'), ...values.light);
    this.#set2(program, 'origin', values.origin);
    gl.uniform1f(this.#at(program, 'mostLight'), MOST_LIGHT / LEVELS);
    gl.uniform1f(this.#at(program, 'cubicWeight'), CUBIC_WEIGHT);
    gl.uniform1f(this.#at(program, 'opaque'), OPAQUE);
    gl.uniform1f(this.#at(program, 'clear'), CLEAR);
    this.#set2(program, 'size', values.size);
    gl.drawArrays(gl.TRIANGLES, 0, corners);
  }

  #readInto(region: FacePicture): void {
    const gl = this.#gl;
    const { width, height, pixels } = region;
    if (this.#read.length < pixels.length) this.#read = new Uint8Array(pixels.length);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, this.#read);
    if (gl.isContextLost()) throw gpuError('it was taken away');
    takeDrawn(this.#read, 4 * width, region);
  }

  /** Vertex arrays over the corners: [location, numbers, first of a corner's floats]. */
  #arrays(layout: readonly (readonly [number, number, number])[]): WebGLVertexArrayObject {
    const gl = this.#gl;
    const arrays = gl.createVertexArray();
    gl.bindVertexArray(arrays);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#cornerBuffer);
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

  #set2(program: WebGLProgram, name: string, [x, y]: readonly [number, number]): void {
    this.#gl.uniform2f(this.#at(program, name), x, y);
  }
}
