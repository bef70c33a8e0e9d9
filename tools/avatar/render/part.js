import * as THREE from 'three';

/** One mesh of the avatar: rest shape, morphs, and per-frame positions and normals made on the CPU. */
export class Part {
  /** @param {string} name @param {object} entry places in the binary (mesh/build.py) @param {ArrayBuffer} data */
  constructor(name, entry, data) {
    const floats = ([offset, length]) => new Float32Array(data, offset, length);
    const integers = ([offset, length]) => new Uint32Array(data, offset, length);
    this.name = name;
    this.rest = floats(entry.rest);
    this.corner = integers(entry.corner);
    const index = integers(entry.index);
    this.triangles = index.map((i) => this.corner[i]);
    this.morphs = Object.entries(entry.morphs).map(([morph, places]) => ({
      morph,
      vertex: integers(places.vertex),
      delta: floats(places.delta),
    }));
    this.current = new Float32Array(this.rest);
    this.normals = new Float32Array(this.rest.length);
    const corners = this.corner.length;
    this.geometry = new THREE.BufferGeometry();
    const attribute = (key, size, array = new Float32Array(corners * size)) =>
      this.geometry.setAttribute(key, new THREE.BufferAttribute(array, size));
    attribute('position', 3);
    attribute('normal', 3);
    attribute('mouth', 3); // position before head and body move: mouth occlusion is computed there
    attribute('light', 4); // baked visibility: ambient, key, fill, rim
    if (entry.shade) {
      const shade = floats(entry.shade);
      attribute(
        'shade',
        1,
        Float32Array.from(this.corner, (v) => shade[v]),
      ); // hair colour on the scalp
    }
    attribute('uv', 2, floats(entry.uv));
    this.geometry.setIndex(new THREE.BufferAttribute(index, 1));
  }

  /** Applies morph weights to the rest shape. */
  morph(weights) {
    const at = this.current;
    at.set(this.rest);
    for (const { morph, vertex, delta } of this.morphs) {
      const weight = weights[morph];
      if (!weight) continue;
      for (let k = 0; k < vertex.length; k++) {
        const v = vertex[k] * 3;
        at[v] += weight * delta[k * 3];
        at[v + 1] += weight * delta[k * 3 + 1];
        at[v + 2] += weight * delta[k * 3 + 2];
      }
    }
    this.#scatter(at, 'mouth');
  }

  /** Blends each vertex towards `matrix` by `weight(y)`: the neck follows the head softly. */
  bend(matrix, weight) {
    const at = this.current;
    const m = matrix.elements;
    for (let i = 0; i < at.length; i += 3) {
      const x = at[i];
      const y = at[i + 1];
      const z = at[i + 2];
      const w = weight(y);
      at[i] += w * (m[0] * x + m[4] * y + m[8] * z + m[12] - x);
      at[i + 1] += w * (m[1] * x + m[5] * y + m[9] * z + m[13] - y);
      at[i + 2] += w * (m[2] * x + m[6] * y + m[10] * z + m[14] - z);
    }
  }

  /** Area-weighted vertex normals, then everything to the render corners. */
  finish() {
    const at = this.current;
    const normals = this.normals.fill(0);
    const t = this.triangles;
    for (let i = 0; i < t.length; i += 3) {
      const a = t[i] * 3;
      const b = t[i + 1] * 3;
      const c = t[i + 2] * 3;
      const ux = at[b] - at[a];
      const uy = at[b + 1] - at[a + 1];
      const uz = at[b + 2] - at[a + 2];
      const vx = at[c] - at[a];
      const vy = at[c + 1] - at[a + 1];
      const vz = at[c + 2] - at[a + 2];
      const nx = uy * vz - uz * vy;
      const ny = uz * vx - ux * vz;
      const nz = ux * vy - uy * vx;
      for (const k of [a, b, c]) {
        normals[k] += nx;
        normals[k + 1] += ny;
        normals[k + 2] += nz;
      }
    }
    for (let i = 0; i < normals.length; i += 3) {
      const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
      normals[i] /= length;
      normals[i + 1] /= length;
      normals[i + 2] /= length;
    }
    this.#scatter(at, 'position');
    this.#scatter(normals, 'normal');
  }

  /** Vertices that a morph moves further than `least` dm. */
  movedBy(morph, least) {
    const found = this.morphs.find((m) => m.morph === morph);
    if (!found) return [];
    const { vertex, delta } = found;
    return Array.from(vertex).filter(
      (_, k) => Math.hypot(delta[k * 3], delta[k * 3 + 1], delta[k * 3 + 2]) > least,
    );
  }

  /** Moves per-vertex values [n × size] halfway towards the mean of their neighbours. */
  smooth(values, size) {
    const sums = new Float32Array(values.length);
    const counts = new Float32Array(values.length / size);
    const t = this.triangles;
    for (let i = 0; i < t.length; i++) {
      const from = t[i];
      const to = t[i % 3 === 2 ? i - 2 : i + 1];
      for (const [a, b] of [
        [from, to],
        [to, from],
      ]) {
        counts[a]++;
        for (let k = 0; k < size; k++) sums[a * size + k] += values[b * size + k];
      }
    }
    for (let i = 0; i < values.length; i++) {
      const count = counts[Math.floor(i / size)];
      if (count > 0) values[i] = (values[i] + sums[i] / count) / 2;
    }
  }

  /** Copies baked light [n × 4] to the render corners. */
  setLight(light) {
    const target = this.geometry.attributes.light;
    this.corner.forEach((v, i) => target.array.set(light.subarray(v * 4, v * 4 + 4), i * 4));
    target.needsUpdate = true;
  }

  #scatter(values, key) {
    const target = this.geometry.attributes[key];
    const out = target.array;
    const corner = this.corner;
    for (let i = 0; i < corner.length; i++) {
      const v = corner[i] * 3;
      out[i * 3] = values[v];
      out[i * 3 + 1] = values[v + 1];
      out[i * 3 + 2] = values[v + 2];
    }
    target.needsUpdate = true;
  }
}
