/** Names of renderers that are programs on the CPU: slower than drawing there ourselves. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/**
 * A WebGL 2 context for drawing in a thread of its own; null where there is none.
 * @param software also takes a renderer that runs on the CPU: for tests.
 */
export function openWebgl({ software = false } = {}): WebGL2RenderingContext | null {
  if (typeof OffscreenCanvas === 'undefined') return null;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
    alpha: true,
    antialias: false,
    depth: false,
    stencil: false,
    failIfMajorPerformanceCaveat: !software,
    powerPreference: 'high-performance',
  });
  if (gl === null || software) return gl;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return typeof renderer === 'string' && SOFTWARE.test(renderer) ? null : gl;
}
