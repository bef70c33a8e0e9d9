import { newsroom } from './newsroom.js';
import { studioLook } from './studio-look.js';

export const look = studioLook('nora', {
  camera: { distance: 10, aimBelowEyes: 0.4 },
  neck: { bottom: 5.3, top: 5.95 },
  lipFront: 1.38,
  vergence: 0.029,
  rest: {
    'mouth-corner-puller': 0.32,
    'eyebrows-left-up': 0.35,
    'eyebrows-right-up': 0.35,
    'eyebrows-left-inner-up': 0.15,
    'eyebrows-right-inner-up': 0.15,
  },
  rounding: 0.7,
  lights: [
    { name: 'key', direction: [-0.5, 0.55, 1], colour: [2.15, 2.0, 1.82], radius: 0.34 },
    { name: 'fill', direction: [0.85, 0.1, 0.9], colour: [0.46, 0.54, 0.66], radius: 0.5 },
    { name: 'rim', direction: [0.8, 0.6, -0.95], colour: [1.0, 1.05, 1.15], radius: 0.25 },
  ],
  ambient: { sky: [0.5, 0.56, 0.64], ground: [0.34, 0.27, 0.23] },
  surfaces: {
    body: { gloss: 14, specular: 0.6, relief: 0.009, roots: [0.03, 0.02, 0.016] },
    eyes: { tint: [0.76, 0.77, 0.77] },
    teeth: { tint: [1.0, 0.95, 0.93] },
    tongue: { tint: [0.92, 0.74, 0.73] },
    brows: { tint: [0.05, 0.032, 0.024], density: 0.95 },
    lashes: { density: 0.55 },
    hair: { along: 'u', tint: [1.3, 0.92, 0.75], specular: 0.8 },
    suit: { tint: [0.2, 0.025, 0.045], specular: 0.25, sheen: 0.8, folds: 0.1 },
  },
  smoothing: { body: 2, suit: 5 },
  backdrop: newsroom,
  grade: { lift: [0.012, 0.012, 0.018], gain: [1.01, 1.0, 0.985], contrast: 0.18 },
});
