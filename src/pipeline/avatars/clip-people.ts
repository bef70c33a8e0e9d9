import { countPeople } from '../count-people';
import { videos } from '../detect-faces';
import { discardPrepared, mediaKey, prepareVideo } from '../prepared-video';
import { threads } from '../threads';

/** How many people a clip shows at once; detectFaces, which asks the same, finds the answer in the cache. */
export async function peopleInClip(clip: Blob, signal?: AbortSignal): Promise<number> {
  return videos.run(async () => {
    const prepared = await prepareVideo(threads.video, clip, {}, () => undefined, signal);
    try {
      const key = await mediaKey(clip, prepared);
      return await countPeople(prepared, key, { from: 0, to: prepared.info.frames }, signal);
    } finally {
      await discardPrepared(prepared);
    }
  }, signal);
}
