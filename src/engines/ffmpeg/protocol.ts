/**
 * The messages of @ffmpeg/ffmpeg 0.12's FFmpeg class that our own worker answers. The class is told
 * to use our worker (classWorkerURL) because its stock one keeps every output in memory.
 */
export interface FfmpegRequest {
  id: number;
  type:
    | 'LOAD'
    | 'EXEC'
    | 'WRITE_FILE'
    | 'READ_FILE'
    | 'DELETE_FILE'
    | 'CREATE_DIR'
    | 'MOUNT'
    | 'UNMOUNT';
  data: {
    coreURL?: string;
    wasmURL?: string;
    args?: string[];
    timeout?: number;
    path?: string;
    data?: Uint8Array | string;
    fsType?: string;
    options?: { blobs?: { name: string; data: Blob }[]; file?: FileSystemFileHandle };
    mountPoint?: string;
  };
}

/** File-system type of our own: the mount point is a file that streams into the origin's storage. */
export const SPOOL_FILE_SYSTEM = 'SPOOL';
