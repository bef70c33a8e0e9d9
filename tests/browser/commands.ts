import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrowserCommand } from 'vitest/node';

/** Where Google's own face_landmarker.task is looked for when no variable says. */
const OFFICIAL_TASK = '../shared/reference/face_landmarker.task';

/**
 * Google's own face_landmarker.task as base64, for comparison only; null where there is none.
 * The variable MOUTHPIECE_OFFICIAL_TASK names the file.
 */
export const officialLandmarker: BrowserCommand<[]> = ({ project }) => {
  const path = resolve(project.config.root, process.env.MOUTHPIECE_OFFICIAL_TASK ?? OFFICIAL_TASK);
  return existsSync(path) ? readFileSync(path).toString('base64') : null;
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    officialLandmarker: () => Promise<string | null>;
  }
}
