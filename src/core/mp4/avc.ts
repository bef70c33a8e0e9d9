/**
 * The parameter sets (SPS and PPS) of an AVC decoder configuration record as NAL units with 4-byte
 * lengths, ready to stand in front of a key frame's own units (ISO/IEC 14496-15 §5.2.4.1).
 *
 * @throws RangeError if the record does not use 4-byte lengths.
 */
export function parameterSetsInBand(record: Uint8Array): Uint8Array {
  const lengthBytes = ((record[4] ?? 0) & 3) + 1;
  if (lengthBytes !== 4) throw new RangeError(`NAL lengths of ${lengthBytes} bytes, not 4.`);
  const units: number[] = [];
  let at = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = (record[at] ?? 0) & countMask;
    at += 1;
    for (let i = 0; i < count; i += 1) {
      const length = ((record[at] ?? 0) << 8) | (record[at + 1] ?? 0);
      units.push(0, 0, length >> 8, length & 0xff, ...record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return Uint8Array.from(units);
}
