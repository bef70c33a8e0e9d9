import { RgbaReader } from '../rgba-reader';

/** Pictures with a longer side than this are halved (or more): the networks see 256 px of a face. */
const LONGEST_SIDE = 1920;

/** Reads frames for the landmarker. */
export class FramePixels {
  readonly #reader = new RgbaReader();

  /** The frame, shrunk by a whole factor if it is very large. Overwritten by the next call. */
  async read(frame: VideoFrame | ImageBitmap): Promise<ImageData> {
    const [width, height] =
      'displayWidth' in frame
        ? [frame.displayWidth, frame.displayHeight]
        : [frame.width, frame.height];
    const full = await this.#reader.read(frame, width, height);
    const factor = Math.ceil(Math.max(width, height) / LONGEST_SIDE);
    return factor > 1 ? shrunk(full, factor) : full;
  }
}

/** Each pixel the mean of `factor` × `factor`; rests at the right and lower edge are left out. */
function shrunk({ data, width, height }: ImageData, factor: number): ImageData {
  const small = new ImageData(Math.floor(width / factor), Math.floor(height / factor));
  const share = 1 / factor ** 2;
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let dy = 0; dy < factor; dy++) {
        let from = ((y * factor + dy) * width + x * factor) * 4;
        for (let dx = 0; dx < factor; dx++, from += 4) {
          red += data[from] ?? 0;
          green += data[from + 1] ?? 0;
          blue += data[from + 2] ?? 0;
        }
      }
      small.data.set([red * share, green * share, blue * share, 255], (y * small.width + x) * 4);
    }
  }
  return small;
}
