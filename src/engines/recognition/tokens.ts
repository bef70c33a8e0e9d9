/** Where a word begins, in SentencePiece's vocabularies. */
const SPACE = '▁';
/** A token that is one byte of UTF-8, for characters that the vocabulary lacks. */
const BYTE = /^<0x([\dA-F]{2})>$/;
/** Control tokens such as "<s>". */
const CONTROL = /^<[^>]*>$/;

/**
 * The text that tokens stand for.
 * @param vocabulary tokens by their numbers; those beyond its end stand for nothing (Moonshine has 768 of them).
 */
export function textOfTokens(tokens: readonly number[], vocabulary: readonly string[]): string {
  const encoder = new TextEncoder();
  const bytes = tokens.flatMap((token) => {
    const piece = vocabulary[token] ?? '';
    const [, byte] = BYTE.exec(piece) ?? [];
    if (byte !== undefined) return [Number.parseInt(byte, 16)];
    return CONTROL.test(piece) ? [] : [...encoder.encode(piece.replaceAll(SPACE, ' '))];
  });
  return new TextDecoder().decode(Uint8Array.from(bytes)).trim();
}
