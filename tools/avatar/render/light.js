import * as THREE from 'three';

const AMBIENT_DIRECTIONS = 90;
const LIGHT_SAMPLES = 14;
const MAP = 640; // px of one depth map
const EXTENT = 3.2; // dm, half side of the mapped region
const DEPTH_RANGE = 12; // dm
const BIAS = { hair: 0.12, suit: 0.06, default: 0.035 }; // dm

const depthMaterial = new THREE.ShaderMaterial({
  side: THREE.DoubleSide,
  vertexShader:
    'varying float d; void main() { vec4 p = modelViewMatrix * vec4(position, 1.0); d = -p.z; gl_Position = projectionMatrix * p; }',
  fragmentShader: 'varying float d; void main() { gl_FragColor = vec4(d); }',
});

/** Even points on the sphere (Fibonacci lattice). */
function sphere(count) {
  return Array.from({ length: count }, (_, i) => {
    const y = 1 - (2 * i + 1) / count;
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    const r = Math.sqrt(1 - y * y);
    return new THREE.Vector3(r * Math.cos(angle), y, r * Math.sin(angle));
  });
}

/** Directions evenly spread over a disc of angular radius `radius` around `axis`. */
function cone(axis, radius, count) {
  const centre = new THREE.Vector3(...axis).normalize();
  const side = new THREE.Vector3(0, 1, 0).cross(centre).normalize();
  const up = centre.clone().cross(side);
  return Array.from({ length: count }, (_, i) => {
    const r = radius * Math.sqrt((i + 0.5) / count);
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    return centre
      .clone()
      .addScaledVector(side, r * Math.cos(angle))
      .addScaledVector(up, r * Math.sin(angle))
      .normalize();
  });
}

/**
 * Bakes soft shadows into the `light` attribute: ambient occlusion (cosine-weighted) and the visible part
 * of each of three area lights, from depth maps along many directions. The pose at the time of the call counts.
 */
export function bakeLight(renderer, parts, casters, centre, lights) {
  const target = new THREE.WebGLRenderTarget(MAP, MAP, { type: THREE.FloatType });
  const camera = new THREE.OrthographicCamera(-EXTENT, EXTENT, EXTENT, -EXTENT, 0, DEPTH_RANGE);
  const depth = new Float32Array(MAP * MAP * 4);
  const shadowScene = new THREE.Scene();
  for (const part of casters) {
    const mesh = new THREE.Mesh(part.geometry, depthMaterial);
    mesh.frustumCulled = false;
    shadowScene.add(mesh);
  }
  const sums = parts.map((part) => new Float32Array((part.rest.length / 3) * 4));
  const weights = parts.map((part) => new Float32Array(part.rest.length / 3));
  const clear = renderer.getClearColor(new THREE.Color()).clone();
  const clearAlpha = renderer.getClearAlpha();
  renderer.setClearColor(new THREE.Color(1e3, 1e3, 1e3), 1);

  const gather = (direction, visit) => {
    camera.position.copy(centre).addScaledVector(direction, DEPTH_RANGE / 2);
    camera.up.set(Math.abs(direction.y) > 0.9 ? 1 : 0, Math.abs(direction.y) > 0.9 ? 0 : 1, 0);
    camera.lookAt(centre);
    camera.updateMatrixWorld();
    renderer.setRenderTarget(target);
    renderer.clear();
    renderer.render(shadowScene, camera);
    renderer.readRenderTargetPixels(target, 0, 0, MAP, MAP, depth);
    const m = camera.matrixWorldInverse.elements;
    parts.forEach((part, k) => {
      const at = part.current;
      const n = part.normals;
      const bias = BIAS[part.name] ?? BIAS.default;
      for (let i = 0, v = 0; i < at.length; i += 3, v++) {
        const lambert = n[i] * direction.x + n[i + 1] * direction.y + n[i + 2] * direction.z;
        const cosine = part.name === 'hair' ? Math.abs(lambert) : lambert; // cards have two sides
        const x = m[0] * at[i] + m[4] * at[i + 1] + m[8] * at[i + 2] + m[12];
        const y = m[1] * at[i] + m[5] * at[i + 1] + m[9] * at[i + 2] + m[13];
        const z = -(m[2] * at[i] + m[6] * at[i + 1] + m[10] * at[i + 2] + m[14]);
        const px = Math.floor((x / EXTENT / 2 + 0.5) * MAP);
        const py = Math.floor((y / EXTENT / 2 + 0.5) * MAP);
        const inside = px >= 0 && py >= 0 && px < MAP && py < MAP;
        const seen = !inside || z < depth[(py * MAP + px) * 4] + bias;
        visit(k, v, cosine, seen ? 1 : 0);
      }
    });
  };

  for (const direction of sphere(AMBIENT_DIRECTIONS))
    gather(direction, (k, v, cosine, seen) => {
      if (cosine <= 0) return;
      weights[k][v] += cosine;
      sums[k][v * 4] += cosine * seen;
    });
  sums.forEach((sum, k) => weights[k].forEach((w, v) => (sum[v * 4] /= w || 1)));
  lights.forEach((light, channel) => {
    for (const direction of cone(light.direction, light.radius, LIGHT_SAMPLES))
      gather(direction, (k, v, cosine, seen) => {
        sums[k][v * 4 + 1 + channel] += seen / LIGHT_SAMPLES;
      });
  });
  renderer.setRenderTarget(null);
  renderer.setClearColor(clear, clearAlpha);
  target.dispose();
  return sums;
}
