/** Serves the part of a whole response that a Range header asks for (RFC 9110, section 14). */
export async function rangeOf(whole: Response, range: string | null): Promise<Response> {
  if (range === null) return whole;
  const blob = await whole.blob();
  const span = parseRange(range, blob.size);
  if (span === 'unsupported') return new Response(blob, { headers: whole.headers });
  const headers = new Headers(whole.headers);
  headers.set('Accept-Ranges', 'bytes');
  if (span === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${blob.size}`);
    headers.delete('Content-Length');
    return new Response(null, { status: 416, statusText: 'Range Not Satisfiable', headers });
  }
  const [first, last] = span;
  headers.set('Content-Range', `bytes ${first}-${last}/${blob.size}`);
  headers.set('Content-Length', String(last - first + 1));
  const type = headers.get('Content-Type') ?? '';
  return new Response(blob.slice(first, last + 1, type), {
    status: 206,
    statusText: 'Partial Content',
    headers,
  });
}

/**
 * First and last byte, both inclusive. Several ranges at once are "unsupported": the standard
 * allows answering those with the whole.
 */
export function parseRange(
  range: string,
  size: number,
): [first: number, last: number] | 'unsupported' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (match === null) return 'unsupported';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'unsupported';
  if (from === '') {
    const suffix = Math.min(Number(to), size);
    return suffix === 0 ? 'unsatisfiable' : [size - suffix, size - 1];
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'unsupported';
  return first >= size ? 'unsatisfiable' : [first, last];
}
