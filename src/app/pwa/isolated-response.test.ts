import { describe, expect, it } from 'vitest';
import { isolated } from './isolated-response';

describe('isolated', () => {
  it('adds the isolation headers and keeps status, body and type', async () => {
    const response = isolated(
      new Response('body', { status: 206, headers: { 'Content-Type': 'video/mp4' } }),
    );
    expect(response.status).toBe(206);
    expect(response.headers.get('Content-Type')).toBe('video/mp4');
    expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    expect(response.headers.has('Content-Security-Policy')).toBe(false);
    expect(await response.text()).toBe('body');
  });

  it.each(['text/javascript', 'application/javascript; charset=utf-8'])(
    'forbids a worker of type %s to reach other origins',
    (type) => {
      const policy = isolated(new Response('', { headers: { 'Content-Type': type } })).headers.get(
        'Content-Security-Policy',
      );
      expect(policy).toContain("connect-src 'self' blob: data:");
      expect(policy).toContain("default-src 'self'");
    },
  );

  it('passes an unreadable response on unchanged', () => {
    const opaque = Response.error();
    expect(isolated(opaque)).toBe(opaque);
  });
});
