import type { FacePicture } from '../../../../core/exemplar/face-picture';
import { fillTexture, makeTexture } from './gl-objects';

/** Pictures kept on the GPU: all key pictures of a person (60), and some room. 320² px each are 400 KB. */
const MOST = 96;

/** Uploads each tap once; the one unused for longest makes room. */
export class PictureTextures {
  readonly #gl: WebGL2RenderingContext;
  readonly #textures = new Map<FacePicture, WebGLTexture>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  of(picture: FacePicture): WebGLTexture {
    const known = this.#textures.get(picture);
    if (known) {
      // To the end of the map's order.
      this.#textures.delete(picture);
      this.#textures.set(picture, known);
      return known;
    }
    const texture = this.#free() ?? makeTexture(this.#gl);
    fillTexture(this.#gl, texture, picture);
    this.#textures.set(picture, texture);
    return texture;
  }

  #free(): WebGLTexture | null {
    if (this.#textures.size < MOST) return null;
    const [oldest] = this.#textures;
    if (!oldest) return null;
    this.#textures.delete(oldest[0]);
    return oldest[1];
  }
}
