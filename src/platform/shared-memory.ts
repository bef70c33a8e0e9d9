/** Memory that all threads see, so that sending it copies nothing; memory of this thread alone where there is none. */
export const sharedMemory = (bytes: number): ArrayBufferLike =>
  globalThis.crossOriginIsolated ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
