import { threads } from './threads';

let done = false;

/**
 * Deletes the temporary files that a crash, a closed tab or a thread ended by a cancel left behind:
 * once a visit, before its first job, since later ones may still be shown. Nothing waits for it.
 */
export function discardLeftFiles(): void {
  if (done) return;
  done = true;
  threads.render
    .call((media) => media.discardTemporary())
    .catch((error: unknown) => console.warn('Temporary files were left:', error));
}
