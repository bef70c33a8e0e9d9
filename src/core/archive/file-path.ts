/** The last part of a path with / or \ between its parts. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** What operating systems put beside a user's files: resource forks, folder settings, thumbnails. */
const SYSTEM_FILE = /(^|[\\/])(__MACOSX[\\/]|\.[^\\/]*$|Thumbs\.db$|desktop\.ini$)/i;

/** Whether a path names no file of the user's, such as "__MACOSX/._talk.mp4" or ".DS_Store". */
export const isSystemFile = (path: string): boolean => SYSTEM_FILE.test(path);

/** From the root, of a drive, of a home folder, upwards, or with characters that cut or hide names. */
// eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
const UNSAFE_PATH = /^[\\/~]|^[a-z]:|(^|[\\/])\.\.([\\/]|$)|[\u0000-\u001f\u007f]/i;

/**
 * Whether a path of an archive stays inside it. Nothing here is unpacked to paths, but an archive with such names
 * was made to do harm, and what else is in it is not to be trusted.
 */
export const isSafePath = (path: string): boolean => path !== '' && !UNSAFE_PATH.test(path);
