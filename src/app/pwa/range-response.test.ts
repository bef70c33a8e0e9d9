import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange, rangeOf } from './range-response';

const whole = (): Response =>
  new Response(new Blob(['0123456789']), { headers: { 'Content-Type': 'video/mp4' } });

describe('rangeOf', () => {
  it.each([
    ['bytes=0-', 'bytes 0-9/10', '0123456789'],
    ['bytes=2-4', 'bytes 2-4/10', '234'],
    ['bytes=8-99', 'bytes 8-9/10', '89'],
    ['bytes=-3', 'bytes 7-9/10', '789'],
    ['bytes=-99', 'bytes 0-9/10', '0123456789'],
  ])('answers %s with %s', async (range, contentRange, body) => {
    const response = await rangeOf(whole(), range);
    expect(response.status).toBe(206);
    expect(response.headers.get('Content-Range')).toBe(contentRange);
    expect(response.headers.get('Content-Length')).toBe(String(body.length));
    expect(response.headers.get('Content-Type')).toBe('video/mp4');
    expect(await response.text()).toBe(body);
  });

  it.each(['bytes=10-', 'bytes=-0'])('refuses %s, which lies outside', async (range) => {
    const response = await rangeOf(whole(), range);
    expect(response.status).toBe(416);
    expect(response.headers.get('Content-Range')).toBe('bytes */10');
  });

  it.each([null, 'bytes=0-1,4-5', 'bytes=5-2', 'items=0-1'])(
    'gives the whole for %s',
    async (range) => {
      const response = await rangeOf(whole(), range);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('0123456789');
    },
  );
});

describe('parseRange', () => {
  it('stays inside the file for any bounds', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (size, from, to) => {
        const span = parseRange(`bytes=${from}-${to}`, size);
        if (!Array.isArray(span)) return from >= size || to < from;
        const [first, last] = span;
        return first === from && first <= last && last < size && last <= to;
      }),
    );
  });
});
