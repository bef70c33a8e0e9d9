import { expect, it } from 'vitest';
import { AppError, MODEL_PACK_STAGE } from '../workers/protocol/errors';
import { tipsFor } from './troubleshooting';

it('tells of audio encoders only where a model pack is to blame', () => {
  const fields = { hint: 'Try another one.' };
  const pack = new AppError('bad-model', 'Its output is NaN.', {
    ...fields,
    stage: MODEL_PACK_STAGE,
  });
  const own = new AppError('bad-model', 'The face landmarker could not be opened.', {
    ...fields,
    stage: 'faces',
  });
  expect(tipsFor(pack).join(' ')).toContain('hubert');
  expect(tipsFor(own)).toEqual([]);
});

it.each([
  ['no-clips', 'silence.mp4'],
  ['bad-clip', 'one shape'],
  ['unsupported-media', 'MP4 (H.264)'],
  ['corrupt-media', 'another program'],
] as const)('knows what helps with %s', (code, tip) => {
  const error = new AppError(code, 'Failed.', { hint: 'Try another one.' });
  expect(tipsFor(error).join(' ')).toContain(tip);
});
