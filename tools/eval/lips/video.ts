/** Pictures of videos and of folders of pictures, by ffmpeg. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Size {
  width: number;
  height: number;
}

/** The RGBA frames of a video or of a sequence ("%06d.jpg"), one after the other. @throws Error when ffmpeg fails. */
export async function* framesOf(source: string, size: Size): AsyncGenerator<Uint8ClampedArray> {
  const bytes = size.width * size.height * 4;
  const sequence = source.includes('%') ? ['-framerate', '25'] : [];
  const child = spawn(
    'ffmpeg',
    ['-v', 'error', ...sequence, '-i', source, '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let frame = new Uint8ClampedArray(bytes);
  let filled = 0;
  for await (const chunk of child.stdout) {
    const piece = chunk as Buffer;
    let at = 0;
    while (at < piece.length) {
      const count = Math.min(bytes - filled, piece.length - at);
      frame.set(piece.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled < bytes) continue;
      yield frame;
      frame = new Uint8ClampedArray(bytes);
      filled = 0;
    }
  }
  if ((await ended) !== 0) throw new Error(`ffmpeg could not read ${source}.`);
}

/** Pictures one after the other as a video, for people to look at. */
export function encodePictures(pictures: readonly string[], video: string): void {
  const list = `${video}.txt`;
  // ffmpeg's list of files: a quote inside quotes is closed, escaped and opened again.
  const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;
  writeFileSync(list, pictures.map((path) => `file ${quoted(path)}\nduration 0.04\n`).join(''));
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list, '-r', '25'],
    ...['-frames:v', String(pictures.length)],
    ...[
      '-vf',
      'scale=in_color_matrix=bt601:in_range=full:out_color_matrix=bt709:out_range=tv,format=yuv420p',
    ],
    ...[
      '-c:v',
      'libx264',
      '-crf',
      '14',
      '-g',
      '5',
      '-colorspace',
      'bt709',
      '-color_primaries',
      'bt709',
    ],
    ...['-color_trc', 'bt709', '-movflags', '+faststart', video],
  ]);
  rmSync(list);
}

/** Writes a video's frames as 000000.jpg … into a new folder. */
export function picturesOf(video: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-i', video, '-q:v', '2', '-start_number', '0'],
    join(folder, '%06d.jpg'),
  ]);
}

export const pictureName = (frame: number): string => `${String(frame).padStart(6, '0')}.jpg`;
