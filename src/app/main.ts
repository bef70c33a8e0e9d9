/** The page's entry: the public API and the screen on top of it. */
import { audioPeaks, prepareMouth } from '../pipeline/prepare-speech';
import { createMouthpiece } from './api';
import { start } from './start';
import { resultLibrary } from './state/result-library';
import { storageKeeper } from './state/storage-keeper';

window.mouthpiece = start({
  mouthpiece: createMouthpiece(),
  speech: { peaks: audioPeaks, prepareMouth },
  results: resultLibrary,
  storage: storageKeeper,
});
