/** −3 dB, the share of a centre or side channel in its neighbours (ITU-R BS.775). */
const MINUS_3_DB = Math.SQRT1_2;

const LEFT = [1, 0] as const;
const RIGHT = [0, 1] as const;

/**
 * What each channel gives to [left, right], by channel count, in the order that decoders deliver
 * (WAVE / SMPTE: L R C LFE Ls Rs; quad: L R Ls Rs). The LFE channel carries no speech and is left out.
 */
const STEREO_SHARES: Record<number, readonly (readonly [number, number])[]> = {
  1: [[1, 1]],
  2: [
    [1, 0],
    [0, 1],
  ],
  3: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, MINUS_3_DB],
  ],
  4: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
  ],
  5: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, MINUS_3_DB],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
  ],
  6: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, MINUS_3_DB],
    [0, 0],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
  ],
  7: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, MINUS_3_DB],
    [0, 0],
    [0.5, 0.5],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
  ],
  8: [
    [1, 0],
    [0, 1],
    [MINUS_3_DB, MINUS_3_DB],
    [0, 0],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
    [MINUS_3_DB, 0],
    [0, MINUS_3_DB],
  ],
};

/**
 * Any channels to mono, for analysis: the mean of left and right after {@link downmixToStereo}'s
 * matrix without its head-room, so that speech in the centre channel alone keeps its level.
 */
export function downmixToMono(channels: readonly Float32Array[]): Float32Array {
  const first = channels[0];
  if (channels.length === 1 && first) return first.slice();
  return mix(
    channels,
    stereoShares(channels.length).map(([left, right]) => (left + right) / 2),
  );
}

/**
 * Any channels to at most two, for the result. Scaled by the matrix's largest sum, so that a mix of
 * full-scale channels cannot clip (5.1: −7.7 dB).
 */
export function downmixToStereo(channels: readonly Float32Array[]): Float32Array[] {
  if (channels.length <= 2) return [...channels];
  const shares = stereoShares(channels.length);
  const headRoom = Math.max(
    shares.reduce((sum, share) => sum + share[0], 0),
    shares.reduce((sum, share) => sum + share[1], 0),
  );
  return [
    mix(
      channels,
      shares.map(([left]) => left / headRoom),
    ),
    mix(
      channels,
      shares.map(([, right]) => right / headRoom),
    ),
  ];
}

/** Channel layouts beyond eight are unknown: every even channel left, every odd one right. */
function stereoShares(count: number): readonly (readonly [number, number])[] {
  if (count < 1) throw new RangeError('Audio needs at least one channel.');
  return STEREO_SHARES[count] ?? Array.from({ length: count }, (_, i) => (i % 2 ? RIGHT : LEFT));
}

function mix(channels: readonly Float32Array[], gains: readonly number[]): Float32Array {
  const length = channels[0]?.length ?? 0;
  const output = new Float32Array(length);
  channels.forEach((channel, index) => {
    const gain = gains[index] ?? 0;
    if (gain === 0) return;
    for (let i = 0; i < length; i += 1) output[i] = (output[i] ?? 0) + gain * (channel[i] ?? 0);
  });
  return output;
}
