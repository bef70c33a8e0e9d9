import { MEL_BANDS } from '../../../core/audio/mel';
import { wav2lipBoxes } from '../../../core/lipsync/packs/face-boxes';
import { melChunk } from '../../../core/lipsync/packs/mel-chunk';
import { WAV2LIP_CROP } from '../../../core/lipsync/packs/pack-crop';
import type { LipsyncEngine, OpenLipsync } from '../lipsync-engine';
import { PackSession, swapRedAndBlue, type PackRecipe } from '../packs/pack-session';

/** Wav2Lip, for every face: 96 px, straight from mel frames. */
export const wav2lip = {
  id: 'wav2lip',
  open: (options: OpenLipsync) => PackSession.open(WAV2LIP, options),
} satisfies LipsyncEngine;

const WAV2LIP: PackRecipe = {
  adapter: 'wav2lip',
  crop: () => WAV2LIP_CROP,
  rects: (track, _crop, options) => wav2lipBoxes(track, options),
  wantsReference: false,
  /** Blue first; the masked face, then the whole one. */
  picture({ whole, masked }, input) {
    input.set(swapRedAndBlue(masked));
    input.set(swapRedAndBlue(whole), masked.length);
  },
  sound: (window) => melChunk(window, MEL_BANDS),
};
