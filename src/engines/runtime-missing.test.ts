import { describe, expect, it } from 'vitest';
import { runtimeMissing } from './runtime-missing';

describe('runtimeMissing', () => {
  it.each([
    'Failed to fetch dynamically imported module: http://localhost/assets/vision.js',
    'error loading dynamically imported module: http://localhost/assets/vision.js',
    'Importing a module script failed.',
    'Failed to fetch',
    'NetworkError when attempting to fetch resource.',
    'Load failed',
    'Aborted(both async and sync fetching of the wasm failed)',
  ])('tells what is missing of "%s", without the address', (message) => {
    const error = runtimeMissing('The face landmarker', new TypeError(message));
    expect(error).toMatchObject({ code: 'offline-missing' });
    expect(error?.message).toMatch(/^The face landmarker is not on this device/);
    expect(error?.message).not.toContain('http');
    expect(error?.hint).toContain('offline');
  });

  it('leaves other failures to the engine', () => {
    expect(runtimeMissing('The face landmarker', new Error('The model is no zip.'))).toBeNull();
  });
});
