import { office } from './office.js';
import { studioLook } from './studio-look.js';

export const look = studioLook('adam', {
  camera: { distance: 11, aimBelowEyes: 0.46 },
  neck: { bottom: 6.85, top: 7.55 },
  lipFront: 1.49,
  vergence: 0.027,
  rest: {
    'mouth-corner-puller': 0.4,
    'eyebrows-left-up': 0.25,
    'eyebrows-right-up': 0.25,
    'eyebrows-left-inner-up': 0.4,
    'eyebrows-right-inner-up': 0.4,
  },
  rounding: 1,
  lights: [
    { name: 'key', direction: [0.55, 0.5, 1], colour: [1.8, 1.72, 1.62], radius: 0.36 },
    { name: 'fill', direction: [-0.85, 0.1, 0.9], colour: [0.52, 0.58, 0.66], radius: 0.5 },
    { name: 'rim', direction: [-0.8, 0.6, -0.95], colour: [1.3, 1.25, 1.15], radius: 0.25 },
  ],
  ambient: { sky: [0.56, 0.58, 0.62], ground: [0.36, 0.3, 0.26] },
  surfaces: {
    body: { gloss: 16, specular: 0.75, relief: 0.012, roots: [0.05, 0.035, 0.025], hairline: 2 },
    eyes: { tint: [0.78, 0.78, 0.77] },
    teeth: { tint: [1.05, 0.98, 0.95] },
    tongue: { tint: [0.9, 0.7, 0.7] },
    brows: { tint: [0.06, 0.042, 0.032], density: 0.85 },
    lashes: { density: 0.55 },
    hair: { tint: [1.6, 1.35, 1.15], specular: 0.6 },
    suit: { tint: [1.0, 1.05, 1.15], specular: 0.15, sheen: 0.5 },
  },
  smoothing: { body: 2, suit: 8 },
  backdrop: office,
  grade: { lift: [0.014, 0.012, 0.012], gain: [1.0, 1.0, 0.99], contrast: 0.16 },
});
