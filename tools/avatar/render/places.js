import * as THREE from 'three';

/*
 * Where on the skin's texture the points of a picture lie: what the network's skin detail is hung on (train/detail.py).
 */

const vertexShader = `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

/** As in studio-material.js, the mouth's cavity has an island of its own on the skin's texture. */
const fragmentShader = `
varying vec2 vUv;
void main() {
  #ifdef SKIN
    bool cavity = vUv.x > 0.75 && vUv.y < 0.145;
    gl_FragColor = cavity ? vec4(0.0) : vec4(vUv, 1.0, 1.0);
  #else
    gl_FragColor = vec4(0.0);
  #endif
}`;

const material = (skin) =>
  new THREE.ShaderMaterial({
    vertexShader,
    fragmentShader,
    defines: skin ? { SKIN: 1 } : {},
    blending: THREE.NoBlending,
  });

export class PlaceRenderer {
  /** @param {import('./avatar.js').Avatar} avatar @param {number} resolution px of the square that is made of a region */
  constructor(avatar, resolution) {
    this.avatar = avatar;
    this.resolution = resolution;
    this.target = new THREE.WebGLRenderTarget(resolution, resolution, {
      type: THREE.FloatType,
      minFilter: THREE.NearestFilter,
      magFilter: THREE.NearestFilter,
    });
    const [skin, other] = [material(true), material(false)];
    this.materials = avatar.parts.map(({ name }) => (name === 'body' ? skin : other));
    // Brows and lashes lie on the skin and are no surface of their own.
    this.hidden = avatar.parts.map(({ name }) => name === 'brows' || name === 'lashes');
  }

  /**
   * @param {object} state of the frame
   * @param {{left: number, top: number, side: number}} region px of the picture; may reach beyond it
   * @returns {Uint16Array} [resolution × resolution × 2], rows from the top: texture coordinates u, v as 1–65535; 0, 0 where there is
   *   no skin
   */
  draw(state, { left, top, side }) {
    const { renderer, scene, camera, output } = this.avatar;
    this.avatar.pose(state);
    const meshes = scene.children;
    const own = meshes.map((mesh) => mesh.material);
    meshes.forEach((mesh, i) => {
      mesh.material = this.materials[i];
      mesh.visible = !this.hidden[i];
    });
    camera.setViewOffset(output.width, output.height, left, top, side, side);
    renderer.setRenderTarget(this.target);
    renderer.clear();
    renderer.render(scene, camera);
    const { resolution: n } = this;
    const values = new Float32Array(n * n * 4);
    renderer.readRenderTargetPixels(this.target, 0, 0, n, n, values);
    renderer.setRenderTarget(null);
    camera.clearViewOffset();
    meshes.forEach((mesh, i) => {
      mesh.material = own[i];
      mesh.visible = true;
    });
    const places = new Uint16Array(n * n * 2);
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        const from = ((n - 1 - y) * n + x) * 4;
        if (values[from + 2] < 0.5) continue;
        const to = (y * n + x) * 2;
        places[to] = 1 + Math.round(values[from] * 65534);
        places[to + 1] = 1 + Math.round(values[from + 1] * 65534);
      }
    }
    return places;
  }
}
