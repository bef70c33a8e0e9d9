import { ALPHA_SCALE } from '../../../../core/exemplar/draw/alpha-map';
import { CLEAR, CUBIC_WEIGHT, OPAQUE } from '../../../../core/exemplar/draw/face-drawing';
import { MOST_LIGHT } from '../../../../core/exemplar/draw/light-match';
import { KERNEL_SLOTS, LEVELS, type FaceValues } from '../gpu/face-values';

/** Floats of the struct Face up to its kernel, in the order of {@link packFace}. */
const BEFORE_KERNEL = 12;
export const FACE_FLOATS = BEFORE_KERNEL + KERNEL_SLOTS;

/** What a face's values are as the struct Face: Float32Array [{@link FACE_FLOATS}]. */
export function packFace(values: FaceValues): Float32Array<ArrayBuffer> {
  const { size, origin, light, weight, weights, kernel } = values;
  const packed = new Float32Array(FACE_FLOATS);
  packed.set([...size, ...origin, ...light, weight, ...weights, kernel.length - 1]);
  packed.set(kernel, BEFORE_KERNEL);
  return packed;
}

/** Where the shaders find what they read. */
export const BINDINGS = { face: 0, plane: 1, frame: 2, pictures: [3, 4, 5] } as const;

/**
 * All shaders of the face painter on WebGPU: alpha spread over the triangles at half size, its blur along rows and columns, and the face.
 * Textures may be larger than the picture in them, but for the taps. The face mirrors core/exemplar/draw/face-rasteriser
 * and sample-run.
 */
export const SHADERS = `
const ALPHA_SCALE = ${ALPHA_SCALE};
const CUBIC_WEIGHT = ${CUBIC_WEIGHT};
const OPAQUE = ${OPAQUE};
const CLEAR = ${CLEAR};
const MOST_LIGHT = ${MOST_LIGHT / LEVELS};

struct Face {
  size: vec2f,
  origin: vec2f,
  light: vec3f,
  weight: f32,
  weights: vec3f,
  reach: f32,
  // Uniform arrays hold nothing smaller than four floats.
  kernel: array<vec4f, ${KERNEL_SLOTS / 4}>,
}

@group(0) @binding(${BINDINGS.face}) var<uniform> face: Face;
@group(0) @binding(${BINDINGS.plane}) var plane: texture_2d<f32>;
@group(0) @binding(${BINDINGS.frame}) var frame: texture_2d<f32>;
@group(0) @binding(${BINDINGS.pictures[0]}) var picture0: texture_2d<f32>;
@group(0) @binding(${BINDINGS.pictures[1]}) var picture1: texture_2d<f32>;
@group(0) @binding(${BINDINGS.pictures[2]}) var picture2: texture_2d<f32>;

fn alphaSize() -> vec2f {
  return ceil(face.size * ALPHA_SCALE);
}

fn inClipSpace(place: vec2f, size: vec2f) -> vec4f {
  return vec4f(place.x / size.x * 2.0 - 1.0, 1.0 - place.y / size.y * 2.0, 0.0, 1.0);
}

struct AlphaCorner {
  @builtin(position) position: vec4f,
  @location(0) share: f32,
}

@vertex fn alphaVertex(@location(0) place: vec2f, @location(1) alpha: f32) -> AlphaCorner {
  return AlphaCorner(inClipSpace(place, alphaSize() / ALPHA_SCALE), alpha);
}

@fragment fn alphaFragment(corner: AlphaCorner) -> @location(0) vec4f {
  return vec4f(clamp(corner.share, 0.0, 1.0), 0.0, 0.0, 1.0);
}

// One triangle over everything.
@vertex fn wholeVertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
  return vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
}

fn blurred(at: vec2i, direction: vec2i) -> vec4f {
  let last = vec2i(alphaSize()) - 1;
  var sum = face.kernel[0][0] * textureLoad(plane, at, 0).r;
  for (var i = 1; i <= i32(face.reach); i++) {
    let before = textureLoad(plane, clamp(at - direction * i, vec2i(0), last), 0).r;
    let after = textureLoad(plane, clamp(at + direction * i, vec2i(0), last), 0).r;
    sum += face.kernel[i / 4][i % 4] * (before + after);
  }
  return vec4f(sum, 0.0, 0.0, 1.0);
}

@fragment fn blurRows(@builtin(position) at: vec4f) -> @location(0) vec4f {
  return blurred(vec2i(at.xy), vec2i(1, 0));
}

@fragment fn blurColumns(@builtin(position) at: vec4f) -> @location(0) vec4f {
  return blurred(vec2i(at.xy), vec2i(0, 1));
}

struct FaceCorner {
  @builtin(position) position: vec4f,
  @location(0) own: vec2f,
  @location(1) tap0: vec2f,
  @location(2) tap1: vec2f,
  @location(3) tap2: vec2f,
  @location(4) @interpolate(flat) moves: f32,
}

@vertex fn faceVertex(
  @location(0) place: vec2f,
  @location(1) own: vec2f,
  @location(2) tap0: vec2f,
  @location(3) tap1: vec2f,
  @location(4) tap2: vec2f,
  @location(5) moves: f32,
) -> FaceCorner {
  return FaceCorner(inClipSpace(place, face.size), own, tap0, tap1, tap2, moves);
}

fn cubicWeights(t: f32) -> vec4f {
  let u = t * t;
  let v = u * t;
  return vec4f(-t + 2.0 * u - v, 2.0 - 5.0 * u + 3.0 * v, t + 4.0 * u - 3.0 * v, v - u) / 2.0;
}

fn cubic(source: texture_2d<f32>, last: vec2i, at: vec2f) -> vec3f {
  let place = at - 0.5;
  let base = floor(place);
  var wx = cubicWeights(place.x - base.x);
  var wy = cubicWeights(place.y - base.y);
  let first = vec2i(base) - 1;
  var sum = vec3f(0.0);
  for (var j = 0; j < 4; j++) {
    var line = vec3f(0.0);
    for (var i = 0; i < 4; i++) {
      line += wx[i] * textureLoad(source, clamp(first + vec2i(i, j), vec2i(0), last), 0).rgb;
    }
    sum += wy[j] * line;
  }
  return sum;
}

fn linear(source: texture_2d<f32>, last: vec2i, at: vec2f) -> vec3f {
  let place = clamp(at - 0.5, vec2f(0.0), vec2f(last));
  let base = vec2i(place);
  let next = min(base + 1, last);
  let w = place - vec2f(base);
  let a = textureLoad(source, base, 0).rgb;
  let b = textureLoad(source, vec2i(next.x, base.y), 0).rgb;
  let c = textureLoad(source, vec2i(base.x, next.y), 0).rgb;
  let d = textureLoad(source, next, 0).rgb;
  return mix(mix(a, b, w.x), mix(c, d, w.x), w.y);
}

fn seenColour(source: texture_2d<f32>, last: vec2i, at: vec2f, share: f32) -> vec3f {
  if (share >= CUBIC_WEIGHT) {
    return cubic(source, last, at);
  }
  return linear(source, last, at);
}

fn tapColour(source: texture_2d<f32>, at: vec2f, part: f32, share: f32) -> vec3f {
  if (part <= 0.0) {
    return vec3f(0.0);
  }
  return part * seenColour(source, vec2i(textureDimensions(source)) - 1, at, part * share);
}

@fragment fn faceFragment(corner: FaceCorner) -> @location(0) vec4f {
  let at = corner.position.xy;
  let moves = corner.moves > 0.5;
  var share = 0.0;
  if (face.weights.x + face.weights.y + face.weights.z > 0.0) {
    share = linear(plane, vec2i(alphaSize()) - 1, at * ALPHA_SCALE).r * face.weight;
  }
  if (!moves && share <= CLEAR) {
    return vec4f(0.0);
  }
  var own = vec3f(0.0);
  if (share < OPAQUE) {
    if (moves) {
      own = seenColour(frame, vec2i(face.size) - 1, corner.own, 1.0 - share);
    } else {
      own = textureLoad(frame, vec2i(at), 0).rgb;
    }
  }
  if (share <= CLEAR) {
    return vec4f(own, 1.0);
  }
  let taps = tapColour(picture0, corner.tap0, face.weights.x, share) +
    tapColour(picture1, corner.tap1, face.weights.y, share) +
    tapColour(picture2, corner.tap2, face.weights.z, share);
  let inFrame = face.origin + at;
  let level = face.light.x + face.light.y * inFrame.x + face.light.z * inFrame.y;
  let lift = clamp(level, -MOST_LIGHT, MOST_LIGHT);
  let cover = select(1.0, share, share < OPAQUE);
  return vec4f(mix(own, taps + lift, cover), 1.0);
}
`;
