import { isSoftwareRenderer } from '../../../../workers/protocol/webgpu';

/** Browsers allow few contexts and take the oldest away: one a thread serves all jobs. */
let shared: WebGL2RenderingContext | null = null;

/**
 * This thread's WebGL 2 context; null where there is none. A lost one is replaced. Painters share it, one frame at a time.
 * @param software also takes a renderer that runs on the CPU: for tests.
 */
export function openWebgl(options: { software?: boolean } = {}): WebGL2RenderingContext | null {
  if (shared === null || shared.isContextLost()) shared = openContext(options);
  return shared;
}

function openContext({ software = false }: { software?: boolean }): WebGL2RenderingContext | null {
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
  return typeof renderer === 'string' && isSoftwareRenderer(renderer) ? null : gl;
}
