import { withFfmpeg } from '../../../src/engines/ffmpeg/ffmpeg';

/** Converts with ffmpeg.wasm what no browser can encode; `options` are those of its output. */
export async function convert(media: Blob, extension: string, ...options: string[]): Promise<Blob> {
  return withFfmpeg((ffmpeg) =>
    ffmpeg.withInput(media, async (path) => {
      const output = `converted.${extension}`;
      const { code, log } = await ffmpeg.run(['-i', path, ...options, output]);
      if (code !== 0) throw new Error(log.join('\n'));
      return new Blob([await ffmpeg.takeFile(output)]);
    }),
  );
}
