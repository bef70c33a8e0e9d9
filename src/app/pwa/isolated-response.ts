/**
 * SharedArrayBuffer needs a cross-origin isolated page, and most static hosts cannot be told to
 * send the headers for it; so the service worker adds them.
 */
const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  // "credentialless" is unknown to Safari; every file here is same-origin, so "require-corp" fits.
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * The page's own policy stands in index.html; workers do not inherit that, so they get this one
 * with their script.
 */
const WORKER_POLICY = [
  "default-src 'self'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
].join('; ');

/** `response` with the isolation headers; one without a readable status passes unchanged. */
export function isolated(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  if (isScript(headers.get('Content-Type'))) headers.set('Content-Security-Policy', WORKER_POLICY);
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

function isScript(type: string | null): boolean {
  return type !== null && /^(text|application)\/(javascript|ecmascript)/.test(type);
}
