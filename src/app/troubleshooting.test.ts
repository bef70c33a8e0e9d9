import { expect, it } from 'vitest';
import { AppError, MODEL_PACK_STAGE, type ErrorCode } from '../workers/protocol/errors';
import { tipsFor } from './troubleshooting';

const hint = 'Try another one.';
const tips = (code: ErrorCode, message = 'Failed.', stage?: string): string =>
  tipsFor(new AppError(code, message, { hint, ...(stage !== undefined && { stage }) })).join(' ');

it('tells of audio encoders only where they, or a model pack, are to blame', () => {
  expect(tips('bad-model', 'Its output is NaN.', MODEL_PACK_STAGE)).toContain('hubert');
  expect(tips('model-missing', 'It needs a hubert encoder.', MODEL_PACK_STAGE)).toContain('hubert');
  const refused = 'The option "audioEncoder" is "ave", but the model "eve" hears hubert.';
  expect(tips('bad-option', refused, 'options')).toContain('hubert');
  expect(tips('bad-option', 'The option "openness" is 9.', 'options')).toBe('');
  expect(tips('bad-model', 'The face landmarker could not be opened.', 'faces')).toBe('');
});

it.each([
  ['no-face', 'look towards the camera'],
  ['no-clips', 'silence.mp4'],
  ['bad-clip', 'one shape'],
  ['unsupported-media', 'MP4 (H.264)'],
  ['corrupt-media', 'another program'],
  ['out-of-memory', 'Low memory'],
  ['storage-full', 'caches'],
] as const)('knows what helps with %s', (code, tip) => {
  expect(tips(code)).toContain(tip);
});
