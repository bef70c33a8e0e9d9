import { STUDIO_GAINS } from '../face-rig.js';
import { finisher } from './finish.js';
import { library } from './library.js';
import { studioMaterial, studioUniforms } from './studio-material.js';

const SIZE = 720;

/** Directions towards the lights, linear colour × intensity, angular radius for soft shadows. */
const LIGHTS = [
  { name: 'key', direction: [0.55, 0.5, 1], colour: [2.5, 2.35, 2.15], radius: 0.36 },
  { name: 'fill', direction: [-0.85, 0.1, 0.9], colour: [0.62, 0.68, 0.76], radius: 0.5 },
  { name: 'rim', direction: [-0.8, 0.6, -0.95], colour: [1.3, 1.25, 1.15], radius: 0.25 },
];
const AMBIENT = { sky: [0.56, 0.58, 0.62], ground: [0.36, 0.3, 0.26] };

const SURFACES = {
  body: { kind: 'skin', tint: [1.0, 0.97, 0.94], gloss: 16, specular: 0.75, relief: 0.012, sheen: 0.3, roots: [0.03, 0.028, 0.026] }, // prettier-ignore
  eyes: { kind: 'eye', tint: [0.7, 0.73, 0.73], gloss: 400, specular: 1, wrap: 0.25 },
  teeth: { kind: 'oral', tint: [0.88, 0.86, 0.83], gloss: 90, specular: 0 },
  tongue: { kind: 'oral', tint: [0.9, 0.7, 0.7], gloss: 40, specular: 0 },
  brows: { kind: 'strokes', tint: [0.03, 0.026, 0.024], gloss: 8, specular: 0, density: 1.0 },
  lashes: { kind: 'strokes', tint: [0.012, 0.01, 0.01], gloss: 8, specular: 0, density: 0.55 },
  hair: { kind: 'hair', tint: [0.8, 0.8, 0.82], gloss: 14, specular: 0.6, wrap: 0.2, greying: 5 },
  suit: {
    kind: 'cloth',
    tint: [0.95, 1.05, 1.3],
    gloss: 8,
    specular: 0.15,
    wrap: 0.15,
    sheen: 0.5,
  },
};

const REST = {
  'mouth-corner-puller': 0.4,
  'eyebrows-left-up': 0.25,
  'eyebrows-right-up': 0.25,
  'eyebrows-left-inner-up': 0.4,
  'eyebrows-right-inner-up': 0.4,
};

/** How Elias is photographed. Lengths in dm, angles in degrees. */
export const look = {
  meshes: '/out/elias/mesh',
  size: SIZE,
  camera: { fieldOfView: 20.5, distance: 11, aimBelowEyes: 0.46 },
  neck: { bottom: 6.85, top: 7.55 },
  lipFront: 1.49,
  /** rad: each eye turns inwards to meet the camera. */
  vergence: 0.027,
  face: { rest: REST, gains: STUDIO_GAINS },
  lights: LIGHTS,
  exposure: 1.0,
  antialias: true,
  /** Passes that smooth the light baked into the vertices. */
  smoothing: { body: 2, suit: 8 },
  backdrop: library,
  order: { lashes: 2, brows: 1 },
  material: (name, map, uniforms) => studioMaterial(SURFACES[name], map, uniforms),
  uniforms: (camera) => studioUniforms(camera, { lights: LIGHTS, ...AMBIENT }),
  finish: finisher(SIZE, { lift: [0.014, 0.012, 0.012], gain: [1.0, 1.0, 0.99], contrast: 0.16 }),
};
