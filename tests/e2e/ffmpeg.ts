/** Sources that no fixture holds, made by the ffmpeg of this machine. */
import { spawnSync } from 'node:child_process';
import { expect, test } from './fixtures.ts';

/** H.264 as every player takes it, made as quickly as can be. */
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Skips the running test where there is no ffmpeg; one that fails is a failure. */
export function ffmpeg(...options: string[]): void {
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...options]);
  test.skip(made.error !== undefined, 'There is no ffmpeg here.');
  expect(made.status, String(made.stderr)).toBe(0);
}
