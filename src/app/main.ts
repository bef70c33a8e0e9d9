/** The page's entry: the public API and the screen on top of it. */
import { audioPeaks } from '../pipeline/audio-peaks';
import { createMouthpiece } from './api';
import { start } from './start';
import { resultLibrary } from './state/result-library';

window.mouthpiece = start({
  mouthpiece: createMouthpiece(),
  peaksOf: audioPeaks,
  results: resultLibrary,
});
