import { BOX_SIZE, synctalkBoxes } from '../../../core/lipsync/packs/face-boxes';
import { SYNCTALK_BORDER, SYNCTALK_CROPS } from '../../../core/lipsync/packs/pack-crop';
import type { LipsyncEngine, OpenLipsync } from '../lipsync-engine';
import { PackSession, swapRedAndBlue, type PackRecipe } from '../packs/pack-session';

/** SyncTalk_2D and Ultralight-Digital-Human, both picture sizes and all their audio features. */
export const synctalk2d = {
  id: 'synctalk-2d',
  open: (options: OpenLipsync) => PackSession.open(SYNCTALK_2D, options),
} satisfies LipsyncEngine;

const SYNCTALK_2D: PackRecipe = {
  adapter: 'synctalk-2d',
  crop: (size) => SYNCTALK_CROPS[size === 160 ? 160 : 320],
  rects(track, { size }, options) {
    const boxes = synctalkBoxes(track, options);
    const border = SYNCTALK_BORDER / (size + 2 * SYNCTALK_BORDER);
    for (let at = 0; at < boxes.length; at += BOX_SIZE) {
      const side = boxes[at + 2] as number;
      boxes.set(
        [
          (boxes[at] as number) + border * side,
          (boxes[at + 1] as number) + border * side,
          (1 - 2 * border) * side,
          (1 - 2 * border) * side,
        ],
        at,
      );
    }
    return boxes;
  },
  /** Its training shows any other frame of the person; the original shows the frame itself when it draws. */
  wantsReference: true,
  /** Blue first; the reference, then the masked face. */
  picture({ reference, masked }, input) {
    input.set(swapRedAndBlue(reference));
    input.set(swapRedAndBlue(masked), reference.length);
  },
  /** Rows follow each other in memory as channels × rows × columns do. */
  sound: (window) => window,
};
