import { finisher } from './finish.js';
import { studioMaterial, studioUniforms } from './studio-material.js';

/** px, width and height of the finished pictures. */
const SIZE = 720;

/** What the avatars' surfaces have in common; the kinds and values are told in studio-material.js. */
const SURFACES = {
  body: { kind: 'skin', tint: [1.0, 0.97, 0.94], sheen: 0.3 },
  eyes: { kind: 'eye', gloss: 400, specular: 1, wrap: 0.25 },
  teeth: { kind: 'oral', gloss: 90, specular: 0 },
  tongue: { kind: 'oral', gloss: 40, specular: 0 },
  earrings: { kind: 'cloth', tint: [0.72, 0.5, 0.22], gloss: 90, specular: 2.2, wrap: 0.1 },
  brows: { kind: 'strokes', gloss: 8, specular: 0 },
  lashes: { kind: 'strokes', tint: [0.012, 0.01, 0.01], gloss: 8, specular: 0 },
  hair: { kind: 'hair', gloss: 14, wrap: 0.2 },
  suit: { kind: 'cloth', gloss: 8, wrap: 0.15, folds: 0.06 },
};

/**
 * How an avatar is photographed in the studio. Lengths in dm, angles in degrees unless said otherwise.
 * @param {string} id folder of its meshes under out
 * @param {object} making camera {distance, aimBelowEyes}; neck {bottom, top}: where the head's rotation fades in;
 *   lipFront: z of the lips' outer face, the gums lie behind; vergence: rad that each eye turns inwards to meet the camera;
 *   rest: morph weights of the face at rest; rounding: of face-rig.js; lights: direction towards each light, linear colour × intensity, angular
 *   radius (rad) for soft shadows; ambient {sky, ground}; surfaces: what is its own of SURFACES; smoothing: passes that
 *   smooth the light baked into the vertices; backdrop(size); grade: of finish.js
 */
export function studioLook(id, making) {
  const { camera, neck, lipFront, vergence, rest, rounding, lights, ambient, smoothing, backdrop } =
    making;
  const surface = (name) => ({ ...SURFACES[name], ...making.surfaces[name] });
  return {
    meshes: `/out/${id}/mesh`,
    size: SIZE,
    camera: { fieldOfView: 20.5, ...camera },
    neck,
    lipFront,
    vergence,
    rest,
    rounding,
    lights,
    smoothing,
    backdrop,
    order: { lashes: 2, brows: 1 },
    material: (name, map, uniforms) => studioMaterial(surface(name), map, uniforms),
    uniforms: (view) => studioUniforms(view, { lights, ...ambient }),
    finish: finisher(SIZE, making.grade),
  };
}
