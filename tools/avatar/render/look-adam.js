import { backdrop } from './backdrop.js';
import { partMaterial, sharedUniforms } from './material.js';

/** Studio lights: direction towards the light, linear colour × intensity, angular radius for soft shadows. */
const LIGHTS = [
  { name: 'key', direction: [-0.55, 0.62, 1], colour: [2.0, 1.86, 1.7], radius: 0.3 },
  { name: 'fill', direction: [0.9, 0.12, 0.85], colour: [0.62, 0.7, 0.82], radius: 0.5 },
  { name: 'rim', direction: [0.75, 0.7, -0.9], colour: [1.5, 1.55, 1.7], radius: 0.25 },
];

/** How Adam is photographed. Lengths in dm, angles in degrees. */
export const look = {
  meshes: '/out/mesh',
  size: 512,
  camera: { fieldOfView: 22, distance: 9.5, aimBelowEyes: 0.4 },
  /** The head's rotation fades in over the neck. */
  neck: { bottom: 6.45, top: 7.15 },
  /** z of the lips' outer face; the gums lie behind. */
  lipFront: 1.56,
  lights: LIGHTS,
  exposure: 0.92,
  antialias: false,
  backdrop,
  material: partMaterial,
  uniforms: (camera) => sharedUniforms(camera, LIGHTS),
};
