import * as THREE from 'three';

/** Looks of the parts. wrap: how far light bleeds past the terminator, per colour (skin, hair). */
const LOOKS = {
  body: {
    wrap: [0.32, 0.13, 0.08],
    gloss: 26,
    specular: 0.19,
    tint: [0.95, 0.94, 0.92],
    sheen: 0.25,
  },
  eyes: { gloss: 700, specular: 5, tint: [0.92, 0.92, 0.92], transparent: true },
  teeth: { wrap: [0.3, 0.3, 0.3], gloss: 60, specular: 0.35, tint: [1.12, 1.02, 0.88] },
  tongue: { wrap: [0.3, 0.1, 0.1], gloss: 40, specular: 0.2, tint: [0.75, 0.5, 0.48] },
  brows: { gloss: 8, specular: 0, tint: [0.11, 0.07, 0.045], strokes: true },
  lashes: { gloss: 8, specular: 0, tint: [0.03, 0.02, 0.015], strokes: true },
  hair: {
    wrap: [0.25, 0.2, 0.18],
    gloss: 14,
    specular: 0.12,
    tint: [1.9, 1.35, 0.95],
    cutout: true,
  },
  suit: { wrap: [0.1, 0.1, 0.1], gloss: 6, specular: 0.04, tint: [1.0, 1.02, 1.1], sheen: 0.1 },
};
const INSIDE_MOUTH = { teeth: 1, tongue: 1 };

const vertexShader = `
attribute vec3 mouth;
attribute vec4 light;
varying vec3 vNormal, vView, vMouth;
varying vec4 vLight;
varying vec2 vUv;
#ifdef SKIN
attribute float shade;
varying float vShade;
#endif
void main() {
  #ifdef SKIN
    vShade = shade;
  #endif
  vec4 p = modelViewMatrix * vec4(position, 1.0);
  vNormal = normalMatrix * normal;
  vView = -p.xyz;
  vMouth = mouth;
  vLight = light;
  vUv = uv;
  gl_Position = projectionMatrix * p;
}`;

const fragmentShader = `
uniform sampler2D map;
uniform vec3 tint, wrap;
uniform float gloss, specular, sheen, inside;
uniform vec3 direction[3], colour[3];
uniform vec3 sky, ground;
uniform vec4 aperture; // half width, lower edge y, upper edge y, z of the lips
varying vec3 vNormal, vView, vMouth;
varying vec4 vLight;
varying vec2 vUv;
#ifdef SKIN
varying float vShade;
const vec3 ROOTS = vec3(0.075, 0.05, 0.035); // hair seen through on the scalp
#endif

// Share of the light that reaches a point behind the slit between the lips: the form factor of a slit,
// (sin a1 - sin a0) / 2 in the vertical plane, times the same in the horizontal plane.
float throughLips(vec3 p) {
  float depth = max(aperture.w - p.z, 0.04);
  float up = aperture.z - p.y, down = aperture.y - p.y;
  float v = 0.5 * (up * inversesqrt(up * up + depth * depth) - down * inversesqrt(down * down + depth * depth));
  float right = aperture.x - p.x, left = -aperture.x - p.x;
  float h = 0.5 * (right * inversesqrt(right * right + depth * depth) - left * inversesqrt(left * left + depth * depth));
  return clamp(v, 0.0, 1.0) * clamp(h, 0.0, 1.0);
}

void main() {
  vec4 texel = texture2D(map, vUv);
  #ifdef CUTOUT
    if (texel.a < 0.35) discard;
    texel.a = 1.0;
  #endif
  if (texel.a < 0.02) discard;
  vec3 albedo = texel.rgb * tint;
  #ifdef SKIN
    albedo = mix(albedo, ROOTS, 0.75 * vShade);
  #endif
  #ifdef STROKES
    albedo = tint;
    texel.a = min(texel.a * 1.25, 1.0);
  #endif
  vec3 n = normalize(vNormal) * (gl_FrontFacing ? 1.0 : -1.0);
  vec3 v = normalize(vView);
  float oral = inside;
  #ifdef SKIN
    oral = step(0.75, vUv.x) * step(vUv.y, 0.145);   // the UV island of the mouth cavity
  #endif
  vec4 seen = vLight;
  if (oral > 0.5) {
    float reach = sqrt(throughLips(vMouth)); // the square root stands for light bounced inside
    seen = vec4(reach, reach, reach, 0.0);
    #ifdef SKIN
      albedo *= vec3(0.55, 0.32, 0.32);
    #endif
  }
  vec3 open = mix(vec3(seen.x), vec3(sqrt(seen.x), seen.x, seen.x), 0.5);
  vec3 total = albedo * open * mix(ground, sky, 0.5 + 0.5 * n.y);
  vec3 shine = vec3(0.0);
  for (int i = 0; i < 3; i++) {
    float visible = i == 0 ? seen.y : i == 1 ? seen.z : seen.w;
    float lambert = dot(n, direction[i]);
    vec3 diffuse = clamp((vec3(lambert) + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
    total += albedo * diffuse * colour[i] * visible;
    if (specular * visible * lambert > 0.0) {
      vec3 h = normalize(direction[i] + v);
      float grazing = 1.0 - clamp(dot(h, v), 0.0, 1.0);
      float fresnel = 0.25 + 0.75 * grazing * grazing * grazing * grazing;
      shine += colour[i] * (visible * fresnel * pow(clamp(dot(n, h), 0.0, 1.0), gloss));
    }
  }
  float edge = 1.0 - clamp(dot(n, v), 0.0, 1.0);
  edge *= edge * edge * edge;
  total += specular * shine + sheen * edge * open * sky * albedo;
  gl_FragColor = vec4(total, texel.a);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}`;

/** Uniforms that all parts share. `lights`: see look-adam.js. */
export function sharedUniforms(camera, lights) {
  const toView = new THREE.Matrix3().getNormalMatrix(camera.matrixWorldInverse);
  return {
    direction: {
      value: lights.map((l) => new THREE.Vector3(...l.direction).normalize().applyMatrix3(toView)),
    },
    colour: { value: lights.map((l) => new THREE.Vector3(...l.colour)) },
    sky: { value: new THREE.Vector3(0.62, 0.66, 0.72) },
    ground: { value: new THREE.Vector3(0.4, 0.34, 0.3) },
    aperture: { value: new THREE.Vector4(0.3, 0, 0, 0) },
  };
}

/** @param {string} name part @param {THREE.Texture} map @param {object} shared sharedUniforms() */
export function partMaterial(name, map, shared) {
  const look = LOOKS[name];
  const overlay = look.strokes ?? false;
  return new THREE.ShaderMaterial({
    vertexShader,
    fragmentShader,
    defines: {
      ...(name === 'body' && { SKIN: 1 }),
      ...(look.cutout && { CUTOUT: 1 }),
      ...(overlay && { STROKES: 1 }),
    },
    uniforms: {
      ...shared,
      map: { value: map },
      tint: { value: new THREE.Vector3(...look.tint) },
      wrap: { value: new THREE.Vector3(...(look.wrap ?? [0, 0, 0])) },
      gloss: { value: look.gloss },
      specular: { value: look.specular },
      sheen: { value: look.sheen ?? 0 },
      inside: { value: INSIDE_MOUTH[name] ?? 0 },
    },
    transparent: overlay || (look.transparent ?? false),
    depthWrite: !overlay,
    polygonOffset: overlay,
    polygonOffsetFactor: -2,
    side: overlay || look.cutout ? THREE.DoubleSide : THREE.FrontSide,
  });
}
