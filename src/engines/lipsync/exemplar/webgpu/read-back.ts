import { readUsage, RGBA_BYTES } from './gpu-objects';

/** GPUMapMode.READ of the WebGPU specification. */
const MAP_READ = 1;
/** Rows that are copied from a texture begin at multiples of so many bytes (WebGPU: COPY_BYTES_PER_ROW_ALIGNMENT). */
const ROW_BYTES = 256;

/** Brings the pixels of a texture back to main memory, one picture at a time. */
export class ReadBack {
  readonly #device: GPUDevice;
  #buffer: GPUBuffer | null = null;
  #bytes = 0;
  #stride = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Adds the copy of the first `width` × `height` px of an RGBA texture to the commands. */
  copy(
    commands: GPUCommandEncoder,
    texture: GPUTexture,
    [width, height]: readonly [number, number],
  ): void {
    this.#stride = Math.ceil((RGBA_BYTES * width) / ROW_BYTES) * ROW_BYTES;
    this.#bytes = this.#stride * height;
    const buffer = this.#sized(this.#bytes);
    commands.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: this.#stride }, [
      width,
      height,
    ]);
  }

  /** Asks for the pixels once the commands were submitted. */
  arrived(): Promise<void> {
    return this.#sized(this.#bytes).mapAsync(MAP_READ, 0, this.#bytes);
  }

  /** Hands them out when they have {@link arrived}: RGBA, rows `stride` bytes apart. */
  take(taker: (pixels: Uint8Array, stride: number) => void): void {
    const buffer = this.#sized(this.#bytes);
    taker(new Uint8Array(buffer.getMappedRange(0, this.#bytes)), this.#stride);
    buffer.unmap();
  }

  #sized(bytes: number): GPUBuffer {
    if (this.#buffer && this.#buffer.size >= bytes) return this.#buffer;
    this.#buffer?.destroy();
    this.#buffer = this.#device.createBuffer({ size: bytes, usage: readUsage() });
    return this.#buffer;
  }
}
