import type { StreamTargetChunk } from 'mediabunny';
import type { TemporaryFile } from '../storage/temporary-file';

/** What mediabunny writes to, backed by a temporary file. */
export function fileStream(
  file: TemporaryFile,
  onWritten?: (end: number) => void,
): WritableStream<StreamTargetChunk> {
  return new WritableStream({
    write({ data, position }) {
      file.write(data, position);
      onWritten?.(position + data.length);
    },
  });
}
