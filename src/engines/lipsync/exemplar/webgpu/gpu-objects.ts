/** Browsers have these flags, TypeScript's library lacks them. */
declare const GPUTextureUsage: Readonly<
  Record<'COPY_SRC' | 'COPY_DST' | 'TEXTURE_BINDING' | 'RENDER_ATTACHMENT', number>
>;
declare const GPUBufferUsage: Readonly<
  Record<'MAP_READ' | 'COPY_DST' | 'UNIFORM' | 'VERTEX', number>
>;

/** Usages of the textures and buffers a painter needs. */
export const pictureUsage = (): number =>
  GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
export const drawnUsage = (): number =>
  GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_SRC;
export const uniformUsage = (): number => GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
export const cornerUsage = (): number => GPUBufferUsage.VERTEX | GPUBufferUsage.COPY_DST;
export const readUsage = (): number => GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;

/** Textures grow by whole blocks of so many px: the region of a face changes by a few from frame to frame. */
const GROWTH = 64;

export const RGBA_BYTES = 4;

/** Fills the first rows and columns of a texture with RGBA bytes. */
export function fillTexture(
  device: GPUDevice,
  texture: GPUTexture,
  { pixels, width, height }: { pixels: Uint8ClampedArray; width: number; height: number },
): void {
  // A view of the same bytes; they lie in no memory that threads share.
  const bytes = new Uint8Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
  device.queue.writeTexture({ texture }, bytes, { bytesPerRow: RGBA_BYTES * width }, [
    width,
    height,
  ]);
}

/** A texture that has room for every size it was asked for; only its first rows and columns are used. */
export class RoomyTexture {
  readonly #device: GPUDevice;
  readonly #format: GPUTextureFormat;
  readonly #usage: number;
  #texture: GPUTexture | null = null;

  constructor(device: GPUDevice, format: GPUTextureFormat, usage: number) {
    this.#device = device;
    this.#format = format;
    this.#usage = usage;
  }

  /** With room for `width` × `height` px; what was in it is lost when it grows. */
  sized([width, height]: readonly [number, number]): GPUTexture {
    const old = this.#texture;
    if (old && old.width >= width && old.height >= height) return old;
    const grown = (now: number, before = 0): number =>
      Math.max(Math.ceil(now / GROWTH) * GROWTH, before);
    // Work that was submitted goes on with the old one.
    old?.destroy();
    this.#texture = this.#device.createTexture({
      size: [grown(width, old?.width), grown(height, old?.height)],
      format: this.#format,
      usage: this.#usage,
    });
    return this.#texture;
  }
}
