import { isCredible } from '../../core/speech/doubt';
import type { LikelyText } from './beam-search';
import { repeatedShare } from './loops';

/** A text that repeats more of itself is a loop, and as doubtful as gibberish: what somebody says three times in a row repeats two thirds. */
const MOST_REPEATED = 0.75;
const LOOP_DOUBT = 1;
/** Where nothing is said as likely as this, a doubtful text is none. */
const LIKELY_EMPTY = 0.5;

/** How far a text may be believed; `isEmpty`: it is none. */
export function judged(text: LikelyText): { isEmpty: boolean; doubt: number } {
  const isLoop = repeatedShare(text.tokens) > MOST_REPEATED;
  const doubt = isLoop ? Math.max(text.doubt, LOOP_DOUBT) : text.doubt;
  return { isEmpty: text.emptiness > LIKELY_EMPTY && !isCredible({ doubt }), doubt };
}
