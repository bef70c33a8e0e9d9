/**
 * Stands in for the package blob-polyfill, which SoundSwallower imports for browsers of old without using it, and
 * which fails in workers (vite.config.ts).
 */
export const Blob = globalThis.Blob;
