import type { FacePicture } from '../../../../core/exemplar/face-picture';

/** Pictures kept on the GPU: all key pictures of a person (60), and some room. 320² px each are 400 KB. */
const MOST = 96;

/** Uploads each tap once; the one unused for longest makes room. */
export class RecentPictures<Texture> {
  readonly #upload: (picture: FacePicture) => Texture;
  readonly #release: (texture: Texture) => void;
  readonly #textures = new Map<FacePicture, Texture>();

  constructor(upload: (picture: FacePicture) => Texture, release: (texture: Texture) => void) {
    this.#upload = upload;
    this.#release = release;
  }

  of(picture: FacePicture): Texture {
    const texture = this.#textures.get(picture) ?? this.#uploaded(picture);
    // To the end of the map's order.
    this.#textures.delete(picture);
    this.#textures.set(picture, texture);
    return texture;
  }

  #uploaded(picture: FacePicture): Texture {
    const [oldest] = this.#textures;
    if (oldest && this.#textures.size >= MOST) {
      this.#textures.delete(oldest[0]);
      this.#release(oldest[1]);
    }
    return this.#upload(picture);
  }
}
