import { describe, expect, it } from 'vitest';
import { offlineGroup } from './offline-manifest.ts';

const MAIN_JOB = {
  models: new Map([
    ['unet-adam.onnx', 'webgpu'],
    ['unet-adam-int8.onnx', 'main-job'],
  ] as const),
  avatar: 'adam',
};

describe('offlineGroup', () => {
  it.each([
    ['index.html', 'shell'],
    ['assets/vad.worker-D4f.js', 'shell'],
    ['models/manifest.json', 'shell'],
    ['core_clips/adam/avatar.json', 'shell'],
    ['assets/instrument-sans-B1.woff2', 'shell'],
    ['models/unet-adam.onnx', 'webgpu'],
    ['models/unet-adam-int8.onnx', 'main-job'],
    ['models/unet-nora-int8.onnx', 'optional'],
    ['core_clips/adam/02,24s talk.mp4', 'main-job'],
    ['core_clips/adam/02,24s talk.track', 'main-job'],
    ['core_clips/adam/poster.jpg', 'main-job'],
    ['core_clips/nora/poster.jpg', 'main-job'],
    ['core_clips/nora/02,24s talk.mp4', 'optional'],
    ['core_clips/nora/02,24s talk.track', 'optional'],
    ['core_clips/nora/avatar.json', 'shell'],
    ['samples/sample.wav', 'main-job'],
    ['assets/ort-wasm-simd-threaded-D5.wasm', 'main-job'],
    ['assets/ort-wasm-simd-threaded.asyncify-D5.wasm', 'webgpu'],
    ['assets/ffmpeg-core-Cg.wasm', 'ffmpeg'],
    ['assets/ffmpeg-core-CI.js', 'ffmpeg'],
    ['assets/vision_wasm_module_internal-DI.js', 'optional'],
    ['assets/vision_wasm_module_internal-Cg.wasm', 'optional'],
    ['models/face_landmarker.task', 'optional'],
    ['service-worker.js', null],
    ['offline-assets.json', null],
    ['assets/index-Ab.js.map', null],
  ])('puts %s into %s', (file, group) => {
    expect(offlineGroup(file, MAIN_JOB)).toBe(group);
  });
});
