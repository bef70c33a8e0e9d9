import { KERNEL_SLOTS } from '../gpu/face-values';

/**
 * Places are px of the region with row 0 first; clip space and textures are used with that row at the bottom, so
 * that what is read back needs no turning.
 */
export const ALPHA_VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in float alpha;
uniform vec2 size;
out float share;
void main() {
  share = alpha;
  gl_Position = vec4(place / size * 2.0 - 1.0, 0.0, 1.0);
}`;

export const ALPHA_FRAGMENT = `#version 300 es
precision highp float;
in float share;
out vec4 colour;
void main() {
  colour = vec4(clamp(share, 0.0, 1.0), 0.0, 0.0, 1.0);
}`;

/** One triangle over everything. */
export const WHOLE_VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

export const BLUR_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D plane;
uniform ivec2 direction;
uniform ivec2 size;
uniform int reach;
uniform float kernel[${KERNEL_SLOTS}];
out vec4 colour;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  float sum = kernel[0] * texelFetch(plane, at, 0).r;
  for (int i = 1; i <= reach; i++) {
    ivec2 before = clamp(at - direction * i, ivec2(0), size - 1);
    ivec2 after = clamp(at + direction * i, ivec2(0), size - 1);
    sum += kernel[i] * (texelFetch(plane, before, 0).r + texelFetch(plane, after, 0).r);
  }
  colour = vec4(sum, 0.0, 0.0, 1.0);
}`;

export const FACE_VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec2 own;
layout(location = 2) in vec2 tap0;
layout(location = 3) in vec2 tap1;
layout(location = 4) in vec2 tap2;
layout(location = 5) in float moves;
uniform vec2 size;
out vec2 ownAt;
out vec2 tapAt0;
out vec2 tapAt1;
out vec2 tapAt2;
flat out float moving;
void main() {
  ownAt = own;
  tapAt0 = tap0;
  tapAt1 = tap1;
  tapAt2 = tap2;
  moving = moves;
  gl_Position = vec4(place / size * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Mirrors core/exemplar/draw/face-rasteriser and sample-run. */
export const FACE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 ownAt;
in vec2 tapAt0;
in vec2 tapAt1;
in vec2 tapAt2;
flat in float moving;
uniform sampler2D frame;
uniform sampler2D picture0;
uniform sampler2D picture1;
uniform sampler2D picture2;
uniform sampler2D alpha;
uniform ivec2 alphaSize;
uniform float alphaScale;
uniform vec3 weights;
uniform float weight;
uniform vec3 light;
uniform vec2 origin;
uniform float mostLight;
uniform float cubicWeight;
uniform float opaque;
uniform float clear;
out vec4 colour;

vec4 cubicWeights(float t) {
  float u = t * t;
  float v = u * t;
  return vec4(-t + 2.0 * u - v, 2.0 - 5.0 * u + 3.0 * v, t + 4.0 * u - 3.0 * v, v - u) / 2.0;
}

vec3 cubic(sampler2D source, vec2 at) {
  ivec2 last = textureSize(source, 0) - 1;
  vec2 place = at - 0.5;
  vec2 base = floor(place);
  vec4 wx = cubicWeights(place.x - base.x);
  vec4 wy = cubicWeights(place.y - base.y);
  ivec2 first = ivec2(base) - 1;
  vec3 sum = vec3(0.0);
  for (int j = 0; j < 4; j++) {
    vec3 line = vec3(0.0);
    for (int i = 0; i < 4; i++) {
      line += wx[i] * texelFetch(source, clamp(first + ivec2(i, j), ivec2(0), last), 0).rgb;
    }
    sum += wy[j] * line;
  }
  return sum;
}

vec3 linear(sampler2D source, vec2 at) {
  ivec2 last = textureSize(source, 0) - 1;
  vec2 place = clamp(at - 0.5, vec2(0.0), vec2(last));
  ivec2 base = ivec2(place);
  vec2 w = place - vec2(base);
  vec3 a = texelFetch(source, base, 0).rgb;
  vec3 b = texelFetch(source, min(base + ivec2(1, 0), last), 0).rgb;
  vec3 c = texelFetch(source, min(base + ivec2(0, 1), last), 0).rgb;
  vec3 d = texelFetch(source, min(base + ivec2(1, 1), last), 0).rgb;
  return mix(mix(a, b, w.x), mix(c, d, w.x), w.y);
}

float alphaHere() {
  vec2 place = clamp(gl_FragCoord.xy * alphaScale - 0.5, vec2(0.0), vec2(alphaSize - 1));
  ivec2 base = ivec2(place);
  vec2 w = place - vec2(base);
  ivec2 last = alphaSize - 1;
  float a = texelFetch(alpha, base, 0).r;
  float b = texelFetch(alpha, min(base + ivec2(1, 0), last), 0).r;
  float c = texelFetch(alpha, min(base + ivec2(0, 1), last), 0).r;
  float d = texelFetch(alpha, min(base + ivec2(1, 1), last), 0).r;
  return mix(mix(a, b, w.x), mix(c, d, w.x), w.y) * weight;
}

vec3 seenColour(sampler2D source, vec2 at, float share) {
  return share >= cubicWeight ? cubic(source, at) : linear(source, at);
}

vec3 tapColour(sampler2D source, vec2 at, float part, float share) {
  return part > 0.0 ? part * seenColour(source, at, part * share) : vec3(0.0);
}

void main() {
  float share = weights.x + weights.y + weights.z > 0.0 ? alphaHere() : 0.0;
  bool moves = moving > 0.5;
  if (!moves && share <= clear) {
    colour = vec4(0.0);
    return;
  }
  vec3 own = vec3(0.0);
  if (share < opaque) {
    own = moves ? seenColour(frame, ownAt, 1.0 - share) : texelFetch(frame, ivec2(gl_FragCoord.xy), 0).rgb;
  }
  vec3 seen = own;
  if (share > clear) {
    vec3 taps = tapColour(picture0, tapAt0, weights.x, share) +
      tapColour(picture1, tapAt1, weights.y, share) + tapColour(picture2, tapAt2, weights.z, share);
    vec2 at = origin + gl_FragCoord.xy;
    float lift = clamp(light.x + light.y * at.x + light.z * at.y, -mostLight, mostLight);
    float cover = share < opaque ? share : 1.0;
    seen = mix(own, taps + lift, cover);
  }
  colour = vec4(seen, 1.0);
}`;
