import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrowserCommand } from 'vitest/node';

/**
 * Google's own face_landmarker.task as base64, for comparison only: the file whose path the variable
 * MOUTHPIECE_OFFICIAL_TASK holds, relative to the repository's root; null where there is none.
 */
export const officialLandmarker: BrowserCommand<[]> = ({ project }) => {
  const given = process.env.MOUTHPIECE_OFFICIAL_TASK;
  if (given === undefined) return null;
  const path = resolve(project.config.root, given);
  return existsSync(path) ? readFileSync(path).toString('base64') : null;
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    officialLandmarker: () => Promise<string | null>;
  }
}
