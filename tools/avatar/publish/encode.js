import { execFileSync } from 'node:child_process';
import path from 'node:path';

const FPS = '25';
/**
 * Encodes 000000.jpg … of a folder to H.264 in MP4: no B-frames and a key frame every second, so that
 * seeking is frame-exact; BT.709, no sound, index in front.
 */
export function encode(folder, target, constantRateFactor) {
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', '-framerate', FPS, '-i', path.join(folder, '%06d.jpg')],
    '-vf',
    'scale=in_color_matrix=bt601:in_range=full:out_color_matrix=bt709:out_range=tv,format=yuv420p',
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'slow',
      '-crf',
      String(constantRateFactor),
      '-bf',
      '0',
      '-g',
      FPS,
    ],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-color_range', 'tv', '-threads', '1', '-an', '-movflags', '+faststart', target],
  ]);
}

/** Decodes every frame of a video to 000000.png … in a folder. */
export function decode(video, folder) {
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-i', video, '-start_number', '0', path.join(folder, '%06d.png')],
  ]);
}
