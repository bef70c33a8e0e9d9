import { FaceDrawing } from '../../../../core/exemplar/draw/face-drawing';
import type {
  DrawOptions,
  FaceMesh,
  FacePainter,
  FacePicture,
  Tap,
} from '../../../../core/exemplar/face-picture';
import { CORNER, FaceCorners } from '../gpu/face-corners';
import { faceValues } from '../gpu/face-values';
import { gpuError } from '../gpu/gpu-error';
import { RecentPictures } from '../gpu/recent-pictures';
import { takeDrawn } from '../gpu/take-drawn';
import { faultless, orGpuError } from './faultless';
import {
  cornerUsage,
  drawnUsage,
  fillTexture,
  pictureUsage,
  RoomyTexture,
  uniformUsage,
} from './gpu-objects';
import { makePipelines, ALPHA_FORMAT, FACE_FORMAT, type Pipelines } from './pipelines';
import { ReadBack } from './read-back';
import { BINDINGS, FACE_FLOATS, packFace } from './shaders';

/** What a frame needs for itself from its start until its pixels are back. */
interface Desk {
  drawing: FaceDrawing;
  readBack: ReadBack;
}

/**
 * The face painter on WebGPU; draws what the one on the CPU draws (core/exemplar/draw/face-rasteriser). Frames may
 * overlap: the next one can be given while the pixels of one before are on their way back.
 */
export class WebgpuFacePainter implements FacePainter {
  readonly #device: GPUDevice;
  readonly #mesh: FaceMesh;
  readonly #pipelines: Pipelines;
  readonly #corners: FaceCorners;
  readonly #cornerBuffer: GPUBuffer;
  readonly #faceBuffer: GPUBuffer;
  readonly #frame: RoomyTexture;
  readonly #alpha: RoomyTexture;
  readonly #blurred: RoomyTexture;
  readonly #face: RoomyTexture;
  readonly #pictures: RecentPictures<GPUTexture>;
  /** Desks of frames that are finished. */
  readonly #desks: Desk[] = [];
  /** Why the device can no longer be used. */
  #lost: string | null = null;

  private constructor(device: GPUDevice, mesh: FaceMesh, pipelines: Pipelines) {
    this.#device = device;
    this.#mesh = mesh;
    this.#pipelines = pipelines;
    this.#corners = new FaceCorners(mesh);
    const { mostBytes } = this.#corners;
    this.#cornerBuffer = device.createBuffer({ size: mostBytes, usage: cornerUsage() });
    const faceBytes = FACE_FLOATS * Float32Array.BYTES_PER_ELEMENT;
    this.#faceBuffer = device.createBuffer({ size: faceBytes, usage: uniformUsage() });
    this.#frame = new RoomyTexture(device, FACE_FORMAT, pictureUsage());
    this.#alpha = new RoomyTexture(device, ALPHA_FORMAT, drawnUsage());
    this.#blurred = new RoomyTexture(device, ALPHA_FORMAT, drawnUsage());
    this.#face = new RoomyTexture(device, FACE_FORMAT, drawnUsage());
    this.#pictures = new RecentPictures(
      (picture) => this.#upload(picture),
      (texture) => texture.destroy(),
    );
    void device.lost.then(({ message }) => (this.#lost = message || 'it was taken away'));
    device.addEventListener('uncapturederror', ({ error }) => (this.#lost ??= error.message));
  }

  /**
   * @param device from openWebgpu; the painter's from now on.
   * @throws AppError `gpu-lost` when the driver refuses the shaders.
   */
  static async create(device: GPUDevice, mesh: FaceMesh): Promise<WebgpuFacePainter> {
    try {
      const pipelines = await faultless(device, () => makePipelines(device));
      return new WebgpuFacePainter(device, mesh, pipelines);
    } catch (error) {
      device.destroy();
      throw error;
    }
  }

  /** @throws RangeError for wrong lengths or too many taps, AppError `gpu-lost` when the GPU is gone. */
  async draw(
    region: FacePicture,
    target: Float32Array,
    taps: readonly Tap[],
    options: DrawOptions,
  ): Promise<void> {
    const desk = this.#desks.pop() ?? {
      drawing: new FaceDrawing(this.#mesh),
      readBack: new ReadBack(this.#device),
    };
    const { drawing, readBack } = desk;
    if (drawing.prepare(region, target, taps, options)) {
      const corners = this.#corners.fill(drawing, region, taps);
      this.#throwIfLost();
      await faultless(this.#device, () => {
        this.#submit(desk, region, taps, corners);
        return readBack.arrived();
      });
      this.#throwIfLost();
      await orGpuError(() => readBack.take((pixels, stride) => takeDrawn(pixels, stride, region)));
      drawing.finish(region, options);
    }
    this.#desks.push(desk);
  }

  dispose(): void {
    this.#device.destroy();
  }

  #submit(
    { drawing, readBack }: Desk,
    region: FacePicture,
    taps: readonly Tap[],
    corners: Float32Array<ArrayBuffer>,
  ): void {
    const { queue } = this.#device;
    const values = faceValues(drawing, region, taps);
    const frame = this.#frame.sized(values.size);
    fillTexture(this.#device, frame, region);
    queue.writeBuffer(this.#cornerBuffer, 0, corners);
    queue.writeBuffer(this.#faceBuffer, 0, packFace(values));

    const commands = this.#device.createCommandEncoder();
    const alpha = this.#alpha.sized(values.alphaSize);
    const count = corners.length / CORNER;
    if (taps.length > 0) {
      const { spread, blurRows, blurColumns } = this.#pipelines;
      const blurred = this.#blurred.sized(values.alphaSize);
      const size = values.alphaSize;
      this.#pass(commands, spread, { into: alpha, size, count }, []);
      this.#pass(commands, blurRows, { into: blurred, size, count: 3 }, [[BINDINGS.plane, alpha]]);
      this.#pass(commands, blurColumns, { into: alpha, size, count: 3 }, [
        [BINDINGS.plane, blurred],
      ]);
    }
    const face = this.#face.sized(values.size);
    this.#pass(commands, this.#pipelines.face, { into: face, size: values.size, count }, [
      [BINDINGS.plane, alpha],
      [BINDINGS.frame, frame],
      // An unused slot reads the frame with weight 0.
      ...BINDINGS.pictures.map((binding, slot): [number, GPUTexture] => {
        const tap = taps[slot];
        return [binding, tap ? this.#pictures.of(tap.picture) : frame];
      }),
    ]);
    readBack.copy(commands, face, values.size);
    queue.submit([commands.finish()]);
  }

  /** Clears `size` px of a texture to 0 and draws `count` corners there. */
  #pass(
    commands: GPUCommandEncoder,
    pipeline: GPURenderPipeline,
    { into, size, count }: { into: GPUTexture; size: readonly [number, number]; count: number },
    textures: readonly (readonly [binding: number, texture: GPUTexture])[],
  ): void {
    const pass = commands.beginRenderPass({
      colorAttachments: [
        { view: into.createView(), loadOp: 'clear', storeOp: 'store', clearValue: [0, 0, 0, 0] },
      ],
    });
    pass.setPipeline(pipeline);
    pass.setViewport(0, 0, ...size, 0, 1);
    pass.setVertexBuffer(0, this.#cornerBuffer);
    const entries = [
      { binding: BINDINGS.face, resource: { buffer: this.#faceBuffer } },
      ...textures.map(([binding, texture]) => ({ binding, resource: texture.createView() })),
    ];
    const layout = pipeline.getBindGroupLayout(0);
    pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries }));
    pass.draw(count);
    pass.end();
  }

  #upload(picture: FacePicture): GPUTexture {
    const { width, height } = picture;
    const texture = this.#device.createTexture({
      size: [width, height],
      format: FACE_FORMAT,
      usage: pictureUsage(),
    });
    fillTexture(this.#device, texture, picture);
    return texture;
  }

  #throwIfLost(): void {
    if (this.#lost !== null) throw gpuError(this.#lost);
  }
}
