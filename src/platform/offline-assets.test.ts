import { describe, expect, it } from 'vitest';
import { assetCacheKey, assetUrl, hashOfCacheKey, pathInScope } from './offline-assets';

const SCOPE = 'https://host.test/some/sub%20path/';

describe('asset addresses', () => {
  it.each(['core_clips/adam/02,08s talk.mp4', 'models/a+b (1).onnx', 'assets/100%.wasm'])(
    'finds the path of %s in its own address',
    (path) => {
      expect(pathInScope(assetUrl(path, SCOPE), SCOPE)).toBe(path);
    },
  );

  it('takes every spelling of one file as the same', () => {
    for (const name of ['02,08s%20talk.mp4', '02%2C08s%20talk.mp4', '02,08s talk.mp4?v=1#t=2']) {
      expect(pathInScope(SCOPE + name, SCOPE)).toBe('02,08s talk.mp4');
    }
  });

  it.each([
    'https://other.test/some/sub%20path/a.js',
    'https://host.test/some/a.js',
    `${SCOPE}%E0%A4%A.js`,
  ])('leaves %s alone', (url) => {
    expect(pathInScope(url, SCOPE)).toBeNull();
  });

  it('reads the hash back from a cache key, and from nothing else', () => {
    const hash = '0f'.repeat(32);
    expect(hashOfCacheKey(assetCacheKey(hash, SCOPE))).toBe(hash);
    expect(hashOfCacheKey(assetUrl('models/a.onnx', SCOPE))).toBeNull();
  });
});
