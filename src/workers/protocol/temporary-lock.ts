/** Begins the names of the folder and of the locks of temporary files. */
export const TEMPORARY = 'mouthpiece-temporary';

/** A temporary file carries the id of the thread that made it. */
export const temporaryOwner = (file: string): string => file.split('.')[0] ?? '';

/** The Web Lock that says that somebody still wants the files of an owner; see engines/storage/temporary-file. */
export const temporaryLock = (owner: string): string => `${TEMPORARY}:${owner}`;
