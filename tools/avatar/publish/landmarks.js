import path from 'node:path';
import { openPage } from '../render/page-server.js';

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../../..');

/**
 * Opens MediaPipe's face landmarker as the app runs it.
 * @param {string} model face_landmarker.task, made by `npm run models` in the repository's root
 * @param {string} images folder of the pictures
 * @returns detect(names) → for each picture null or an array of 478 × (x px, y px, z px)
 */
export async function openLandmarker(
  images,
  model = path.join(ROOT, 'public/models/face_landmarker.task'),
) {
  if (path.basename(model) !== 'face_landmarker.task')
    throw new Error('The model is face_landmarker.task.');
  const { page, close } = await openPage(
    {
      '/': HERE,
      '/images/': images,
      '/model/': path.dirname(model),
      '/mediapipe/': path.join(ROOT, 'node_modules/@mediapipe/tasks-vision'),
    },
    '/landmarks.html',
  );
  return {
    detect: async (names) => {
      await page.evaluate(() => window.reset());
      const found = [];
      for (const name of names)
        found.push(await page.evaluate((url) => window.detect(url), `/images/${encodeURI(name)}`));
      return found;
    },
    close,
  };
}
