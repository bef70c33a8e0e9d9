import { STUDIO_GAINS } from '../face-rig.js';
import { finisher } from './finish.js';
import { newsroom } from './newsroom.js';
import { studioMaterial, studioUniforms } from './studio-material.js';

const SIZE = 720;

/** Directions towards the lights, linear colour × intensity, angular radius for soft shadows. */
const LIGHTS = [
  { name: 'key', direction: [-0.5, 0.55, 1], colour: [2.15, 2.0, 1.82], radius: 0.34 },
  { name: 'fill', direction: [0.85, 0.1, 0.9], colour: [0.46, 0.54, 0.66], radius: 0.5 },
  { name: 'rim', direction: [0.8, 0.6, -0.95], colour: [1.0, 1.05, 1.15], radius: 0.25 },
];
const AMBIENT = { sky: [0.5, 0.56, 0.64], ground: [0.34, 0.27, 0.23] };

const SURFACES = {
  body: { kind: 'skin', tint: [1.0, 0.97, 0.94], gloss: 14, specular: 0.6, relief: 0.009, sheen: 0.3, roots: [0.03, 0.02, 0.016] }, // prettier-ignore
  eyes: { kind: 'eye', tint: [0.76, 0.77, 0.77], gloss: 400, specular: 1, wrap: 0.25 },
  teeth: { kind: 'oral', tint: [0.9, 0.88, 0.86], gloss: 90, specular: 0 },
  tongue: { kind: 'oral', tint: [0.92, 0.74, 0.73], gloss: 40, specular: 0 },
  earrings: { kind: 'cloth', tint: [0.72, 0.5, 0.22], gloss: 90, specular: 2.2, wrap: 0.1 },
  brows: { kind: 'strokes', tint: [0.05, 0.032, 0.024], gloss: 8, specular: 0, density: 0.95 },
  lashes: { kind: 'strokes', tint: [0.012, 0.01, 0.01], gloss: 8, specular: 0, density: 0.9 },
  hair: { kind: 'hair', tint: [0.34, 0.27, 0.24], gloss: 14, specular: 1, wrap: 0.2 },
  suit: {
    kind: 'cloth',
    tint: [0.2, 0.025, 0.045],
    gloss: 8,
    specular: 0.25,
    wrap: 0.15,
    sheen: 0.8,
  },
};

const REST = {
  'mouth-corner-puller': 0.46,
  'eyebrows-left-up': 0.3,
  'eyebrows-right-up': 0.3,
  'eyebrows-left-inner-up': 0.5,
  'eyebrows-right-inner-up': 0.5,
};
/** How Nora is photographed. Lengths in dm, angles in degrees. */
export const look = {
  meshes: '/out/nora/mesh',
  size: SIZE,
  camera: { fieldOfView: 20.5, distance: 10, aimBelowEyes: 0.4 },
  neck: { bottom: 5.3, top: 5.95 },
  lipFront: 1.38,
  /** rad: each eye turns inwards to meet the camera. */
  vergence: 0.029,
  face: { rest: REST, gains: STUDIO_GAINS },
  lights: LIGHTS,
  exposure: 1.0,
  antialias: true,
  /** Passes that smooth the light baked into the vertices. */
  smoothing: { body: 2, suit: 5 },
  backdrop: newsroom,
  order: { lashes: 2, brows: 1 },
  material: (name, map, uniforms) => studioMaterial(SURFACES[name], map, uniforms),
  uniforms: (camera) => studioUniforms(camera, { lights: LIGHTS, ...AMBIENT }),
  finish: finisher(SIZE, { lift: [0.012, 0.012, 0.018], gain: [1.01, 1.0, 0.985], contrast: 0.18 }),
};
