import { LANDMARKS } from '../../faces/face-track';
import { Eyelids } from './eyelids';
import { IdleField } from './idle-field';
import type { IdlePose } from './idle-pose';
import type { Pixels } from './sample-point';
import { addRunCubic } from './sample-run';

/** The displacement is worked out at the corners of squares of this side, px, and is linear between them. */
const CELL = 16;
/** A square whose corners move less than this, px, keeps its bytes. */
const STILL = 0.02;

/**
 * A still picture that lives a little: the head sways and turns slightly, the chest breathes, the eyes blink. What
 * lies away from the person stays as it is, byte for byte. Reuses its buffers.
 */
export class StillPicture {
  readonly #picture: Pixels;
  readonly #landmarks: Float32Array;
  readonly #field: IdleField;
  readonly #eyelids = new Eyelids();
  readonly #blinking: Pixels;

  /**
   * @param picture RGBA bytes; not changed.
   * @param landmarks Float32Array [478 × 3] of the face in it, px.
   * @throws RangeError for pixels or landmarks of a wrong length.
   */
  constructor(picture: Pixels, landmarks: Float32Array) {
    const { pixels, width, height } = picture;
    if (width < 2 || height < 2 || pixels.length !== width * height * 4) {
      throw new RangeError(`${pixels.length} bytes are no picture of ${width} × ${height} px.`);
    }
    if (landmarks.length !== LANDMARKS * 3) {
      throw new RangeError(`A face has ${LANDMARKS * 3} values, not ${landmarks.length}.`);
    }
    this.#picture = picture;
    this.#landmarks = landmarks;
    this.#field = new IdleField(landmarks);
    this.#blinking = { pixels: pixels.slice(), width, height };
  }

  /**
   * Draws the picture in a pose.
   * @param out RGBA of the picture's size, overwritten.
   * @returns the landmarks in the drawn picture, Float32Array [478 × 3]: there a mouth is drawn next.
   */
  draw(pose: IdlePose, out: Uint8ClampedArray): Float32Array {
    const source = this.#withBlink(pose.blink);
    const { width, height } = source;
    if (out.length !== source.pixels.length) {
      throw new RangeError(`${out.length} bytes cannot hold ${width} × ${height} px.`);
    }
    out.set(source.pixels);
    this.#field.setPose(pose);
    const corners = new Float64Array(8);
    const at = new Float64Array(2);
    for (let y = 0; y < height; y += CELL) {
      for (let x = 0; x < width; x += CELL) {
        for (let corner = 0; corner < 4; corner++) {
          this.#field.at(x + (corner & 1) * CELL, y + (corner >> 1) * CELL, at);
          corners.set(at, corner * 2);
        }
        if (corners.some((value) => Math.abs(value) > STILL)) {
          drawCell(source, out, x, y, corners);
        }
      }
    }
    return this.#field.moveLandmarks(this.#landmarks);
  }

  #withBlink(blink: number): Pixels {
    if (blink <= 0) return this.#picture;
    this.#blinking.pixels.set(this.#picture.pixels);
    this.#eyelids.draw(this.#picture, this.#blinking.pixels, this.#landmarks, blink);
    return this.#blinking;
  }
}

/** Draws one square whose corners (left top, right top, left bottom, right bottom) are displaced. */
function drawCell(
  source: Pixels,
  out: Uint8ClampedArray,
  left: number,
  top: number,
  corners: Float64Array,
): void {
  const { width, height } = source;
  const [ax, ay, bx, by, cx, cy, dx, dy] = corners as unknown as EightNumbers;
  const right = Math.min(width, left + CELL);
  const bottom = Math.min(height, top + CELL);
  const line = new Float32Array(CELL * 3);
  for (let y = top; y < bottom; y++) {
    const t = (y + 0.5 - top) / CELL;
    const leftX = ax + t * (cx - ax);
    const leftY = ay + t * (cy - ay);
    const stepX = (bx + t * (dx - bx) - leftX) / CELL;
    const stepY = (by + t * (dy - by) - leftY) / CELL;
    const [u, v] = [left - leftX - stepX / 2, y - leftY - stepY / 2];
    line.fill(0);
    addRunCubic(source, u, v, 1 - stepX, -stepY, right - left, line, 0, 1);
    for (let x = left, s = 0; x < right; x++, s += 3) {
      const p = (y * width + x) * 4;
      out[p] = line[s] as number;
      out[p + 1] = line[s + 1] as number;
      out[p + 2] = line[s + 2] as number;
    }
  }
}

type EightNumbers = [number, number, number, number, number, number, number, number];
