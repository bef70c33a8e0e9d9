import type { FacePicture } from '../face-picture';
import { canonicalGeometry, canonicalMouth, MOUTH_SIZE } from './canonical-mouth';
import { buildFaceMesh } from './face-mesh';
import { skinRing } from './mouth-ring';
import restFace from './rest-face.json';

/** Of a canonical mouth only every second pixel is read, each way: the distances of rings stay nearly the same. */
const EVERY = 2;

/** A colour is at most so far from the mean that is kept: one byte holds it. */
const FARTHEST = 127;

/**
 * Reads what the skin around a mouth looks like in one frame, before anything is known of the person. Mouths of all frames
 * are brought to the geometry of one rendered head (Adam, at rest), so that only the colours differ.
 */
export class RingReader {
  readonly #geometry = thinned();
  /** Places in a canonical mouth. */
  readonly #at: readonly number[];

  constructor() {
    const ring = skinRing(this.#geometry);
    this.#at = [...ring.keys()].flatMap((pixel) =>
      ring[pixel] === 1 ? [pixel * 3, pixel * 3 + 1, pixel * 3 + 2] : [],
    );
  }

  /** Int8Array [places × 3], RGB less the mean colour of the mouth, for {@link coveredFrames}. */
  read(picture: FacePicture): Int8Array<ArrayBuffer> {
    const mouth = canonicalMouth(picture, this.#geometry);
    return Int8Array.from(this.#at, (place) => {
      const colour = Math.round(mouth[place] as number);
      return Math.min(FARTHEST, Math.max(-FARTHEST, colour));
    });
  }
}

function thinned(): ReturnType<typeof canonicalGeometry> {
  const geometry = canonicalGeometry(buildFaceMesh(Float32Array.from(restFace)));
  const ids = geometry.ids.map((id, pixel) => {
    const across = pixel % MOUTH_SIZE;
    const down = Math.floor(pixel / MOUTH_SIZE);
    return across % EVERY === 0 && down % EVERY === 0 ? id : -1;
  });
  return { ...geometry, ids };
}
