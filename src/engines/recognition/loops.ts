/** Tokens that are compared with what came before. */
const LENGTH = 4;

/**
 * How much of a text says again, word for word, what it said before, 0–1. A decoder that hears no words it knows may write the same
 * ones for ever, and be sure of each (openai/whisper finds such texts by how well they compress).
 */
export function repeatedShare(tokens: readonly number[]): number {
  const seen = new Set<string>();
  const all = Math.max(tokens.length - LENGTH + 1, 0);
  for (let first = 0; first < all; first++) seen.add(tokens.slice(first, first + LENGTH).join(' '));
  return all === 0 ? 0 : 1 - seen.size / all;
}
