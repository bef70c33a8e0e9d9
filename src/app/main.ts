/** The page's entry: the public API and the screen on top of it. */
import { audioPeaks } from '../pipeline/audio-peaks';
import { createMouthpiece } from './api';
import { start } from './start';
import { resultLibrary } from './state/result-library';

const mouthpiece = createMouthpiece();
window.mouthpiece = mouthpiece;
start({ mouthpiece, peaksOf: audioPeaks, results: resultLibrary });
