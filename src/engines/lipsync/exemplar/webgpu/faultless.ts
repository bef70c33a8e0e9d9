import { gpuError } from '../gpu/gpu-error';

const FAULTS = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Does work on the GPU and waits for it.
 * @param work gives its commands before it returns, so that their faults are told from those of other work.
 * @throws AppError `gpu-lost` when the device reports a fault in it, or is gone.
 */
export async function faultless<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  for (const kind of FAULTS) device.pushErrorScope(kind);
  let faults: Promise<GPUError | null>[] = [];
  let result: Promise<T>;
  try {
    result = work();
  } finally {
    faults = FAULTS.map(() => device.popErrorScope());
  }
  const [done, ...found] = await orGpuError(() => Promise.all([result, ...faults]));
  const fault = found.find((error) => error !== null);
  if (fault) throw gpuError(fault.message);
  return done;
}

/** @throws AppError `gpu-lost` in place of the DOMException with which WebGPU answers when it fails. */
export async function orGpuError<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DOMException ? gpuError(error.message) : error;
  }
}
