import { gpuAdapter } from '../../../../workers/protocol/webgpu';

/**
 * A device for the caller alone; null where there is none.
 * @param software also takes an adapter that runs on the CPU: for tests.
 */
export async function openWebgpu({ software = false } = {}): Promise<GPUDevice | null> {
  const adapter = await gpuAdapter({ software });
  try {
    return (await adapter?.requestDevice()) ?? null;
  } catch {
    // A driver that gives none is as good as no GPU.
    return null;
  }
}
