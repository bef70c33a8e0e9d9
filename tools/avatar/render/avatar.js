import * as THREE from 'three';
import { morphWeights } from '../face-rig.js';
import { bakeLight } from './light.js';
import { Part } from './part.js';

const PIVOT_BELOW_EYES = 1.25; // dm: where head meets spine
const BAKE_CURVES = [0.22, 0, 0, 0, 0, 0, 0.1]; // slightly open, so that the lips do not shade each other
const MID_LINE = 0.004; // dm
const LOWER_LIP_FALL = 0.2; // dm at full jaw opening
const LID_TRAVEL = 0.02; // dm: skin that a blink moves further belongs to a lid
const TONGUE_LIFT = { up: 0.16, forward: 0.07 }; // dm, of the tip
const TONGUE_OUT = 0.17; // dm
const NEUTRAL_UPPER = { blink: 0, brow: 0, smile: 0 };

/** A frame's state: mouth curves, upper face, gaze (rad), head and body motion (rad, dm); `tongue` 0–1 raises its tip,
 * `tongueOut` 0–1 brings it between the teeth. */
export const NEUTRAL = {
  curves: [0, 0, 0, 0, 0, 0, 0],
  upper: NEUTRAL_UPPER,
  gaze: [0, 0],
  head: [0, 0, 0],
  body: [0, 0, 0],
};

export class Avatar {
  /**
   * @param {object} look what sets this avatar apart: see studio-look.js
   * @param {number} size output px
   * @param {number} supersampling render px per output px
   */
  static async load(look, size, supersampling) {
    const avatar = new Avatar();
    avatar.look = look;
    const layout = await (await fetch(`${look.meshes}/mesh.json`)).json();
    const data = await (await fetch(`${look.meshes}/mesh.bin`)).arrayBuffer();
    avatar.parts = Object.entries(layout.parts).map(([name, e]) => new Part(name, e, data));
    avatar.neckWeight = (y) => neckWeight(look.neck, y);
    avatar.#measure();
    avatar.#stage(size, supersampling);
    const loader = new THREE.TextureLoader();
    for (const part of avatar.parts) {
      const map = await loader.loadAsync(`${look.meshes}/${part.name}.png`);
      map.colorSpace = THREE.SRGBColorSpace;
      map.minFilter = THREE.LinearMipmapNearestFilter;
      const mesh = new THREE.Mesh(part.geometry, look.material(part.name, map, avatar.uniforms));
      mesh.frustumCulled = false;
      mesh.renderOrder = look.order?.[part.name] ?? 0;
      avatar.scene.add(mesh);
    }
    avatar.#bake();
    return avatar;
  }

  part(name) {
    return this.parts.find((part) => part.name === name);
  }

  #measure() {
    const eyes = this.part('eyes').rest;
    const sums = [new Float64Array(4), new Float64Array(4)];
    for (let i = 0; i < eyes.length; i += 3) {
      const sum = sums[eyes[i] > 0 ? 0 : 1];
      for (let k = 0; k < 3; k++) sum[k] += eyes[i + k];
      sum[3]++;
    }
    this.eyeCentres = sums.map((s) => [s[0] / s[3], s[1] / s[3], s[2] / s[3]]);
    this.eyeLine = this.eyeCentres[0][1];
    this.pivot = new THREE.Vector3(0, this.eyeLine - PIVOT_BELOW_EYES, 0.2);
    this.centre = new THREE.Vector3(0, this.eyeLine - 0.7, 0.3);
    this.lips = lipVertices(this.part('body'), this.look.lipFront);
  }

  #stage(size, supersampling) {
    const { camera } = this.look;
    const renderer = new THREE.WebGLRenderer({ antialias: true, alpha: true });
    renderer.setPixelRatio(supersampling);
    renderer.setSize(size, size);
    renderer.toneMapping = THREE.NeutralToneMapping;
    this.renderer = renderer;
    this.scene = new THREE.Scene();
    this.backdrop = this.look.backdrop(size);
    this.camera = new THREE.PerspectiveCamera(camera.fieldOfView, 1, 1, 40);
    const aim = this.eyeLine - camera.aimBelowEyes;
    this.camera.position.set(0, aim + 0.12, camera.distance);
    this.camera.lookAt(0, aim, 0);
    this.camera.updateMatrixWorld();
    this.uniforms = this.look.uniforms(this.camera);
    this.uniforms.eyeball.value.set(...this.eyeCentres[0]);
    this.output = new OffscreenCanvas(size, size);
    // Grading reads every pixel back: a canvas in main memory costs a third less.
    this.context = this.output.getContext('2d', { willReadFrequently: true });
    this.context.imageSmoothingQuality = 'high';
  }

  /** Moves all vertices to a frame's state. */
  pose(state) {
    const { rest, rounding } = this.look;
    const weights = morphWeights(state.curves, state.upper, rest, rounding);
    const head = about(this.pivot, state.head, [0, 0, 0]);
    const body = about(
      new THREE.Vector3(0, 3.5, 0),
      [0, 0, state.body[2]],
      [state.body[0], state.body[1], 0],
    );
    const bodyOnly = () => 1;
    for (const part of this.parts) {
      part.morph(weights);
      if (part.name === 'tongue' && state.tongue)
        raiseTongue(part.current, part.rest, state.tongue, state.tongueOut ?? 0);
      if (part.name === 'eyes') this.#turnEyes(part.current, state.gaze);
      if (part.name === 'body') this.#measureAperture(part.current);
      if (part.name !== 'suit') part.bend(head, this.neckWeight);
      part.bend(body, bodyOnly);
      part.finish();
    }
  }

  /** Lids fold away while the eyes are open, so theirs is the light of closed eyes. */
  #bake() {
    const bake = (blink, without) => {
      this.pose({ ...NEUTRAL, curves: BAKE_CURVES, upper: { ...NEUTRAL_UPPER, blink } });
      const casters = this.parts.filter((part) => !without.includes(part.name));
      return bakeLight(this.renderer, this.parts, casters, this.centre, this.look.lights);
    };
    const open = bake(0, ['lashes', 'brows']);
    const closed = bake(1, ['lashes', 'brows', 'eyes']); // eyeballs close under the lids would shade them
    this.parts.forEach((part, k) => {
      for (const side of ['left', 'right'])
        for (const v of part.movedBy(`eye-${side}-closure`, LID_TRAVEL))
          open[k].set(closed[k].subarray(v * 4, v * 4 + 4), v * 4);
      for (let i = 0; i < (this.look.smoothing[part.name] ?? 0); i++) part.smooth(open[k], 4);
      part.setLight(open[k]);
    });
  }

  #turnEyes(at, [yaw, pitch]) {
    const vergence = this.look.vergence;
    const turns = [-vergence, vergence].map((inward) =>
      new THREE.Matrix4().makeRotationFromEuler(new THREE.Euler(pitch, yaw + inward, 0)),
    );
    const p = new THREE.Vector3();
    for (let i = 0; i < at.length; i += 3) {
      const side = at[i] > 0 ? 0 : 1;
      const [x, y, z] = this.eyeCentres[side];
      p.set(at[i] - x, at[i + 1] - y, at[i + 2] - z).applyMatrix4(turns[side]);
      at.set([p.x + x, p.y + y, p.z + z], i);
    }
  }

  #measureAperture(at) {
    const { upper, lower, left, right } = this.lips;
    const gap = Math.max(at[upper * 3 + 1] - at[lower * 3 + 1], 0);
    const z = (at[upper * 3 + 2] + at[lower * 3 + 2]) / 2;
    const middle = (at[upper * 3 + 1] + at[lower * 3 + 1]) / 2;
    const halfWidth = (at[left * 3] - at[right * 3]) / 2;
    this.gap = gap;
    this.uniforms.aperture.value.set(halfWidth * 0.85, middle - gap / 2, middle + gap / 2, z);
  }

  /** Draws the posed avatar; returns a JPEG as base64. `frame` seeds the grain. */
  async draw(state, quality, frame) {
    this.pose(state);
    this.renderer.render(this.scene, this.camera);
    this.context.drawImage(this.backdrop, 0, 0);
    this.context.drawImage(this.renderer.domElement, 0, 0, this.output.width, this.output.height);
    this.look.finish(this.context, frame);
    const blob = await this.output.convertToBlob({ type: 'image/jpeg', quality });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768)
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  }
}

/** Lifts the tongue's tip towards the upper teeth, or between the teeth; its root stays. `raised`, `out` 0–1. */
function raiseTongue(at, rest, raised, out) {
  let [back, front] = [Infinity, -Infinity];
  for (let i = 2; i < rest.length; i += 3) {
    back = Math.min(back, rest[i]);
    front = Math.max(front, rest[i]);
  }
  for (let i = 0; i < at.length; i += 3) {
    const t = (rest[i + 2] - back) / (front - back);
    at[i + 1] += TONGUE_LIFT.up * raised * t * t;
    at[i + 2] += (TONGUE_LIFT.forward * raised + TONGUE_OUT * out) * t;
  }
}

/** Rotation (Euler, rad) about a point, then a shift (dm). */
function about(point, [x, y, z], shift) {
  return new THREE.Matrix4()
    .makeTranslation(point.x + shift[0], point.y + shift[1], point.z + shift[2])
    .multiply(new THREE.Matrix4().makeRotationFromEuler(new THREE.Euler(x, y, z)))
    .multiply(new THREE.Matrix4().makeTranslation(-point.x, -point.y, -point.z));
}

/** Smoothstep over the neck: 0 on the chest, 1 on the head. */
function neckWeight({ bottom, top }, y) {
  const t = Math.min(1, Math.max(0, (y - bottom) / (top - bottom)));
  return t * t * (3 - 2 * t);
}

/**
 * Where the lips part: on the mid-line the lowest vertex that the jaw leaves behind and the highest one that it
 * takes along; the corners are the vertices that retraction pulls furthest apart.
 */
function lipVertices(body, lipFront) {
  const displacement = (name) => {
    const { vertex, delta } = body.morphs.find((m) => m.morph === name);
    const full = new Float32Array(body.rest.length);
    vertex.forEach((v, k) => full.set(delta.subarray(k * 3, k * 3 + 3), v * 3));
    return full;
  };
  const opening = displacement('mouth-open');
  const retraction = displacement('mouth-retraction');
  const best = { upper: [Infinity, 0], lower: [-Infinity, 0], left: [0, 0], right: [0, 0] };
  for (let i = 0; i < body.rest.length; i += 3) {
    const [x, y, z] = body.rest.subarray(i, i + 3);
    const v = i / 3;
    if (Math.abs(x) < MID_LINE && z > lipFront) {
      const falls = -opening[i + 1] > LOWER_LIP_FALL;
      const moves = opening[i + 1] !== 0;
      if (!falls && moves && y < best.upper[0]) best.upper = [y, v];
      if (falls && y > best.lower[0]) best.lower = [y, v];
    }
    if (retraction[i] > best.left[0]) best.left = [retraction[i], v];
    if (retraction[i] < best.right[0]) best.right = [retraction[i], v];
  }
  return Object.fromEntries(Object.entries(best).map(([name, [, v]]) => [name, v]));
}
