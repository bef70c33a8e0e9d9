import { dropConverted } from '../../pipeline/converted-video';
import { appStorage, storageUsage } from '../../platform/storage/storage';
import type { StorageKeeper } from './keeping.svelte';

/** The browser's storage, as the page looks at it. */
export const storageKeeper: StorageKeeper = {
  usage: storageUsage,
  async kinds() {
    return (await appStorage()).kinds.usage();
  },
  async clearCaches() {
    await dropConverted();
    await (await appStorage()).caches.clear();
  },
};
