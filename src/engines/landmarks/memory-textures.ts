/** Arguments of the one form of texImage2D by which the runtime hands a picture over. */
type PictureUpload = [
  target: number,
  level: number,
  internalFormat: number,
  format: number,
  type: number,
  picture: unknown,
];

/** Methods of the context that others are put over. */
const COVERED = ['texImage2D', 'framebufferTexture2D', 'readPixels'] as const;
type Covered = (typeof COVERED)[number];

/** Calls the context's own method, past the one that covers it. */
function callPast(gl: WebGL2RenderingContext, name: Covered, args: unknown[]): void {
  const method: unknown = Reflect.get(WebGL2RenderingContext.prototype, name);
  if (typeof method === 'function') Reflect.apply(method, gl, args);
}

/**
 * Keeps pictures in main memory on their way through a WebGL context. MediaPipe's runtime takes pictures as textures only,
 * and for its networks on the CPU reads each of them straight back: a trip through the GPU process that took as long as the
 * networks themselves without a GPU. Here an uploaded picture stays what it is until it is read back, byte for byte the same.
 * Whatever does not look exactly like that goes to the context itself.
 */
export class MemoryTextures {
  readonly #gl: WebGL2RenderingContext;
  #kept: { texture: WebGLTexture | null; picture: ImageData } | null = null;
  #attached: WebGLTexture | null = null;
  #served = false;

  /** From now on until {@link end} the context keeps pictures in memory. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const past = (method: Covered, args: unknown[]): void => callPast(gl, method, args);
    Object.assign(gl, {
      texImage2D: (...upload: PictureUpload): void => {
        if (!this.#keep(upload)) past('texImage2D', upload);
      },
      framebufferTexture2D: (
        ...attach: Parameters<WebGL2RenderingContext['framebufferTexture2D']>
      ): void => {
        this.#attached = attach[3];
        past('framebufferTexture2D', attach);
      },
      readPixels: (...read: unknown[]): void => {
        if (!this.#serve(read)) past('readPixels', read);
      },
    } satisfies Record<Covered, unknown>);
  }

  /**
   * Forgets the picture.
   * @returns whether it was read back; if not, it never reached anybody.
   */
  release(): boolean {
    const served = this.#served;
    this.#kept = null;
    this.#served = false;
    return served;
  }

  /** Gives the context back as it was. */
  end(): void {
    this.release();
    for (const method of COVERED) Reflect.deleteProperty(this.#gl, method);
  }

  #keep([target, level, internalFormat, format, type, picture]: PictureUpload): boolean {
    const gl = this.#gl;
    this.#kept = null;
    const plain =
      picture instanceof ImageData &&
      target === gl.TEXTURE_2D &&
      level === 0 &&
      internalFormat === gl.RGBA &&
      format === gl.RGBA &&
      type === gl.UNSIGNED_BYTE;
    if (!plain || gl.getParameter(gl.UNPACK_FLIP_Y_WEBGL) === true) return false;
    const texture = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture | null;
    this.#kept = { texture, picture };
    return true;
  }

  #serve([x, y, width, height, format, type, memory, offset]: unknown[]): boolean {
    const gl = this.#gl;
    if (this.#kept === null || this.#kept.texture !== this.#attached) return false;
    const { picture } = this.#kept;
    const whole = x === 0 && y === 0 && width === picture.width && height === picture.height;
    if (!whole || format !== gl.RGBA || type !== gl.UNSIGNED_BYTE) return false;
    if (!(memory instanceof Uint8Array) || typeof offset !== 'number') return false;
    memory.set(picture.data, offset);
    this.#served = true;
    return true;
  }
}
