/** Sources that no fixture holds, made by the ffmpeg of this machine, which `npm test` makes sure of. */
import { spawnSync } from 'node:child_process';
import { expect } from './fixtures.ts';

/** H.264 as every player takes it, made as quickly as can be. */
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Fails the running test where ffmpeg does. */
export function ffmpeg(...options: string[]): void {
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...options]);
  expect(made.error).toBeUndefined();
  expect(made.status, String(made.stderr)).toBe(0);
}
