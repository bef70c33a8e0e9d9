/**
 * Whether WebGPU can be used in this thread. Software adapters are slower than WASM and count only when
 * asked for.
 */
export async function hasGpu(options: { software: boolean }): Promise<boolean> {
  // Absent in browsers without WebGPU, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) return false;
  try {
    const adapter = await gpu.requestAdapter();
    if (!adapter) return false;
    return options.software || !isSoftware(adapter);
  } catch {
    return false;
  }
}

function isSoftware({ info }: GPUAdapter): boolean {
  const name = `${info.vendor} ${info.architecture} ${info.description}`;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|software|basic render/i.test(name);
}
