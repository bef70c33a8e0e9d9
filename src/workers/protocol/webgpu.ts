/** Names of renderers that are programs on the CPU: slower than computing there ourselves. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

export const isSoftwareRenderer = (name: string): boolean => SOFTWARE.test(name);

/**
 * The GPU that WebGPU offers in this thread; null where there is none. Software adapters are slower than WASM and count
 * only when asked for.
 */
export async function gpuAdapter(options: { software: boolean }): Promise<GPUAdapter | null> {
  // Absent in browsers without WebGPU, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) return null;
  try {
    const adapter = await gpu.requestAdapter();
    return adapter && (options.software || !isSoftware(adapter)) ? adapter : null;
  } catch {
    return null;
  }
}

/** Whether {@link gpuAdapter} gives one. */
export async function hasGpu(options: { software: boolean }): Promise<boolean> {
  return (await gpuAdapter(options)) !== null;
}

function isSoftware({ info }: GPUAdapter): boolean {
  return (
    info.isFallbackAdapter ||
    isSoftwareRenderer(`${info.vendor} ${info.architecture} ${info.description}`)
  );
}
