import * as THREE from 'three';

/*
 * Shading for close-ups. Skin: per-colour normals and terminators stand for subsurface scattering (red light travels
 * furthest, so it sees the smoothest surface; cf. Penner & Borshukov, "Pre-Integrated Skin Shading", GPU Pro 2, 2011),
 * two specular lobes, a height map in the texture's alpha. Hair: Kajiya & Kay 1989. Eyes reflect the two softboxes.
 */

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
uniform vec3 tint;
uniform float gloss, specular, relief;
uniform vec3 direction[3], colour[3];
uniform vec3 sky, ground;
uniform vec4 aperture; // half width, lower edge y, upper edge y, z of the lips
uniform vec3 eyeball; // centre of the left eye; the right one is its mirror image
varying vec3 vNormal, vView, vMouth;
varying vec4 vLight;
varying vec2 vUv;
#ifdef SKIN
varying float vShade;
uniform vec3 roots;
const float LEVEL = 150.0 / 255.0; // the height map's zero (mesh/skin.py)
const vec3 CAVITY = vec3(0.2, 0.045, 0.04); // the cheeks and palate seen through the lips
#endif

const float WET = 0.035; // gloss of all that is inside the mouth

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

// Mikkelsen, "Bump Mapping Unparametrized Surfaces on the GPU", 2010; heights in dm.
vec3 bumped(vec3 n, float height) {
  vec3 sx = dFdx(vView), sy = dFdy(vView);
  vec3 r1 = cross(sy, n), r2 = cross(n, sx);
  float det = dot(sx, r1);
  vec3 slope = sign(det) * (dFdx(height) * r1 + dFdy(height) * r2);
  return normalize(abs(det) * n + slope);
}

#ifdef CLOTH
const float THREADS = 0.0015; // dm
float hashed(vec3 cell) {
  uvec3 k = uvec3(ivec3(cell)) * uvec3(1597334673u, 3812015801u, 2798796415u);
  return float((k.x ^ k.y ^ k.z) * 1597334673u) / 4294967295.0;
}

// Value noise, 0-1; x in cells.
float noise(vec3 x) {
  vec3 i = floor(x), f = fract(x);
  f = f * f * (3.0 - 2.0 * f);
  vec2 o = vec2(0.0, 1.0);
  return mix(
    mix(mix(hashed(i), hashed(i + o.yxx), f.x), mix(hashed(i + o.xyx), hashed(i + o.yyx), f.x), f.y),
    mix(mix(hashed(i + o.xxy), hashed(i + o.yxy), f.x), mix(hashed(i + o.xyy), hashed(i + o.yyy), f.x), f.y),
    f.z);
}
#endif

float lobe(vec3 n, vec3 h, float power) {
  return (power + 2.0) / 8.0 * pow(clamp(dot(n, h), 0.0, 1.0), power);
}

float fresnel(float cosine) {
  float f = 1.0 - cosine;
  return f * f * f * f * f;
}

void main() {
  vec4 texel = texture2D(map, vUv);
  vec3 n = normalize(vNormal) * (gl_FrontFacing ? 1.0 : -1.0);
  vec3 v = normalize(vView);
  vec3 albedo = texel.rgb * tint;
  float alpha = 1.0;
  vec4 seen = clamp(vLight, 0.0, 1.0); // beyond a triangle's edge, under multisampling, it may be negative
  float oral = 0.0, hairs = 0.0;
  #ifdef ORAL
    oral = 1.0;
  #endif
  #ifdef SKIN
    oral = step(0.75, vUv.x) * step(vUv.y, 0.145);   // the UV island of the mouth cavity
    #ifdef HAIRLINE
      // Hair of some millimetres: the height map's pores are where single hairs stand, sparser towards the hair line. Numbers by eye.
      float pore = LEVEL - texel.a;
      hairs = clamp(HAIRLINE * (vShade - 0.5) + 0.5 + 9.0 * pore, 0.0, 1.0) * smoothstep(0.02, 0.35, vShade);
      float temple = smoothstep(0.35, 0.75, abs(vMouth.x)) * smoothstep(0.9, 0.3, vMouth.y - eyeball.y); // dm
      vec3 hair = roots * (1.0 + 6.0 * max(pore, -0.06)) * (1.0 + GREYING * temple * smoothstep(-0.02, 0.05, pore));
      albedo = mix(albedo, hair, 0.93 * hairs);
    #else
      albedo = mix(albedo, roots, 0.85 * clamp(vShade, 0.0, 1.0));
    #endif
    vec3 fine = bumped(n, texel.a * relief);
    vec3 nr = normalize(mix(fine, n, 0.8)), ng = normalize(mix(fine, n, 0.5)), nb = normalize(mix(fine, n, 0.25));
    vec3 wrap = vec3(0.36, 0.17, 0.11);
  #else
    vec3 fine = n, nr = n, ng = n, nb = n;
    vec3 wrap = vec3(WRAP);
  #endif
  #ifdef CLOTH
    // Threads, and folds that run down from the shoulders; dm. Sizes by eye.
    float threads = noise(vMouth * 60.0);
    float folds = noise(vMouth * vec3(3.2, 1.3, 2.0)) + 0.5 * noise(vMouth * vec3(7.0, 3.0, 5.0) + 7.0);
    n = nr = ng = nb = fine = bumped(n, FOLDS * folds + THREADS * threads);
    albedo *= 0.97 + 0.06 * threads;
  #endif
  #ifdef EYE
    alpha = texel.a; // the cornea is a clear shell
    if (alpha < 0.02) discard;
  #endif
  #ifdef STROKES
    albedo = tint;
    alpha = clamp(texel.a * STROKES, 0.0, 1.0);
    if (alpha < 0.02) discard;
  #endif
  #ifdef HAIR
    alpha = clamp((texel.a - 0.4) / max(fwidth(texel.a), 0.02) + 0.5, 0.0, 1.0);
    if (alpha < 0.05) discard;
    // Strands run along one axis of the texture: where the other one's value stays.
    vec3 px = dFdx(vView), py = dFdy(vView);
    vec2 across = vec2(dFdx(vUv.ACROSS), dFdy(vUv.ACROSS));
    vec3 strand = normalize(px * across.y - py * across.x + 1e-7);
    float lum = dot(texel.rgb, vec3(0.3, 0.59, 0.11));
    strand = normalize(strand - n * dot(strand, n) + n * (lum - 0.1));
  #endif
  if (oral > 0.5) {
    #ifdef SKIN
      albedo = CAVITY;
    #endif
    float reach = throughLips(vMouth);
    // Deep inside only a little light comes from the walls, and they have reddened it.
    // The front teeth, right behind the slit, keep most of theirs even where it is narrow (the exponent by eye): less looks grey.
    float front = smoothstep(aperture.w - 0.8, aperture.w - 0.12, vMouth.z);
    float bounced = mix(0.12 * sqrt(reach), pow(reach, 0.38), front);
    vec3 inside = bounced * mix(vec3(0.95, 0.45, 0.38), vec3(1.0, 0.96, 0.92), smoothstep(0.0, 0.2, reach) * front);
    // Teeth are seen by their colour more than by their roundness: gaps in full shade look like cracks.
    vec3 lit = albedo * inside * (0.55 * sky + 0.75 * colour[0] * clamp(0.6 + 0.4 * dot(n, direction[0]), 0.0, 1.0));
    vec3 wet = vec3(0.0);
    for (int i = 0; i < 2; i++) wet += colour[i] * lobe(n, normalize(direction[i] + v), gloss);
    gl_FragColor = vec4(lit + WET * reach * front * wet, 1.0);
  } else {
    vec3 open = vec3(pow(seen.x, 0.75), seen.x, pow(seen.x, 1.1));
    vec3 total = albedo * open * mix(ground, sky, 0.5 + 0.5 * n.y);
    vec3 shine = vec3(0.0);
    for (int i = 0; i < 3; i++) {
      float visible = i == 0 ? seen.y : i == 1 ? seen.z : seen.w;
      vec3 l = direction[i];
      vec3 lambert = vec3(dot(nr, l), dot(ng, l), dot(nb, l));
      vec3 diffuse = clamp((lambert + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
      vec3 soft = vec3(pow(visible, 0.7), visible, pow(visible, 1.15)); // red bleeds into shadows
      vec3 h = normalize(l + v);
      #ifdef HAIR
        if (i == 2) visible *= 0.4; // the rim light would bleach the parting
        float tl = dot(strand, l);
        float across = sqrt(max(1.0 - tl * tl, 0.0));
        float th = dot(strand, h);
        float ts = sqrt(max(1.0 - th * th, 1e-4));
        total += albedo * colour[i] * visible * across * clamp(0.35 + 0.65 * dot(n, l), 0.0, 1.0);
        shine += colour[i] * visible * (0.012 * pow(ts, 60.0) + albedo * 0.5 * pow(ts, 12.0)) * clamp(0.3 + dot(n, l), 0.0, 1.0);
      #else
        total += albedo * diffuse * colour[i] * soft;
        #ifdef SKIN
          float f = 0.03 + 0.97 * fresnel(clamp(dot(h, v), 0.0, 1.0));
          shine += (1.0 - 0.85 * hairs) * colour[i] * visible * f * clamp(dot(n, l), 0.0, 1.0)
            * (0.75 * lobe(fine, h, gloss) + 0.25 * lobe(fine, h, gloss * 4.0));
        #else
          shine += colour[i] * visible * (0.04 + 0.96 * fresnel(clamp(dot(h, v), 0.0, 1.0)))
            * lobe(n, h, gloss) * clamp(dot(n, l), 0.0, 1.0);
        #endif
      #endif
    }
    #ifdef EYE
      // A rectangular key softbox and a dimmer fill, mirrored by the wet cornea, which bulges more than the ball.
      vec3 ball = vMouth - vec3(vMouth.x > 0.0 ? eyeball.x : -eyeball.x, eyeball.yz);
      vec3 cornea = normalize(vec3(1.5 * ball.xy, ball.z));
      vec3 r = reflect(-v, cornea);
      vec3 right = normalize(cross(vec3(0.0, 1.0, 0.0), direction[0])), upward = cross(direction[0], right);
      vec2 box = vec2(dot(r, right), dot(r, upward)) / max(dot(r, direction[0]), 0.001);
      float window = smoothstep(0.38, 0.26, abs(box.x)) * smoothstep(0.46, 0.34, abs(box.y)) * step(0.0, dot(r, direction[0]));
      shine = vec3(1.9, 1.84, 1.72) * window;
      shine += vec3(0.2, 0.23, 0.27) * smoothstep(0.93, 0.98, dot(r, direction[1]));
      shine += 0.12 * sky * fresnel(clamp(dot(n, v), 0.0, 1.0));
      // The upper lid and its lashes shade the ball.
      total *= (0.55 + 0.45 * smoothstep(0.05, 0.6, seen.x)) * mix(0.45, 1.0, smoothstep(0.055, 0.012, ball.y));
    #endif
    float edge = fresnel(clamp(dot(n, v), 0.0, 1.0));
    total += SHEEN * edge * seen.x * sky * albedo;
    gl_FragColor = vec4(total + specular * shine, alpha);
  }
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}`;

/** Uniforms that all parts share. `lights`: three of {direction, colour}. */
export function studioUniforms(camera, { lights, sky, ground }) {
  const toView = new THREE.Matrix3().getNormalMatrix(camera.matrixWorldInverse);
  return {
    direction: {
      value: lights.map((l) => new THREE.Vector3(...l.direction).normalize().applyMatrix3(toView)),
    },
    colour: { value: lights.map((l) => new THREE.Vector3(...l.colour)) },
    sky: { value: new THREE.Vector3(...sky) },
    ground: { value: new THREE.Vector3(...ground) },
    aperture: { value: new THREE.Vector4(0.3, 0, 0, 0) },
    eyeball: { value: new THREE.Vector3() },
  };
}

const float = (value) => value.toFixed(4);

/**
 * @param {object} surface {kind: 'skin' | 'hair' | 'strokes' | 'oral' | 'eye' | 'cloth', tint, gloss, specular, wrap?, sheen?,
 *   relief? (dm of the height map), roots? (colour of hair on the scalp), hairline? (how abruptly it ends in
 *   single hairs; without it, it fades), greying? (how much lighter such hair is at the temples), density? (of strokes),
 *   along? (texture axis of the strands, "v" or "u"), folds? (dm, depth of the soft folds of woven cloth)}
 * @param {THREE.Texture} map
 * @param {object} shared studioUniforms()
 */
export function studioMaterial(surface, map, shared) {
  const { kind } = surface;
  const strokes = kind === 'strokes';
  return new THREE.ShaderMaterial({
    vertexShader,
    fragmentShader,
    defines: {
      WRAP: float(surface.wrap ?? 0.1),
      SHEEN: float(surface.sheen ?? 0),
      ...(kind === 'skin' && { SKIN: 1 }),
      ...(surface.hairline && {
        HAIRLINE: float(surface.hairline),
        GREYING: float(surface.greying ?? 0),
      }),
      ...(kind === 'hair' && { HAIR: 1, ACROSS: surface.along === 'u' ? 'y' : 'x' }),
      ...(kind === 'oral' && { ORAL: 1 }),
      ...(kind === 'cloth' && surface.folds && { CLOTH: 1, FOLDS: float(surface.folds) }),
      ...(kind === 'eye' && { EYE: 1 }),
      ...(strokes && { STROKES: float(surface.density ?? 1) }),
    },
    uniforms: {
      ...shared,
      map: { value: map },
      tint: { value: new THREE.Vector3(...surface.tint) },
      gloss: { value: surface.gloss },
      specular: { value: surface.specular },
      relief: { value: surface.relief ?? 0 },
      ...(kind === 'skin' && { roots: { value: new THREE.Vector3(...surface.roots) } }),
    },
    transparent: strokes || kind === 'eye',
    alphaToCoverage: kind === 'hair',
    depthWrite: !strokes,
    polygonOffset: strokes,
    polygonOffsetFactor: -2,
    side: strokes || kind === 'hair' || kind === 'cloth' ? THREE.DoubleSide : THREE.FrontSide,
  });
}
