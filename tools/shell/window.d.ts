import type { Mouthpiece } from '../../src/pipeline/types.ts';

declare global {
  interface Window {
    /** The public API, as src/app/api.ts puts it there. */
    mouthpiece: Mouthpiece;
  }
}
