/** What an avatar is called whose name has no letter or digit of the Latin alphabet. */
const NAMELESS = 'avatar';

/**
 * An id for an avatar's name: lower case, with hyphens, such as "anna-lena" for "Ännä Lena!"; numbered where it is
 * taken.
 */
export function freeId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const id = plain || NAMELESS;
  if (!taken.includes(id)) return id;
  for (let number = 2; ; number++) {
    if (!taken.includes(`${id}-${number}`)) return `${id}-${number}`;
  }
}
