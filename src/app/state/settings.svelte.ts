import { RANGES } from '../../pipeline/options';
import type {
  Backend,
  GenerateRequest,
  Mode,
  Quality,
  SpeechOptions,
  VideoEncoderName,
} from '../../pipeline/types';

/** Everything the user can set, as the public API names it. */
export class Settings {
  mode = $state<Mode>('core-clips');
  avatarId = $state<string | null>(null);
  threshold = $state<number>(RANGES.threshold.default);
  minSilence = $state<number>(RANGES.minSilence.default);
  openness = $state<number>(RANGES.openness.default);
  quality = $state<Quality>('balanced');
  backend = $state<'auto' | Backend>('auto');
  encoder = $state<'auto' | VideoEncoderName>('auto');
  badge = $state(true);

  get speech(): Required<Pick<SpeechOptions, 'threshold' | 'minSilence'>> {
    return { threshold: this.threshold, minSilence: this.minSilence };
  }

  /** The request for `audio` as set now. */
  request(audio: Blob): GenerateRequest {
    return {
      mode: this.mode,
      audio,
      ...(this.avatarId === null ? {} : { avatarId: this.avatarId }),
      speech: this.speech,
      quality: this.quality,
      openness: this.openness,
      backend: this.backend,
      encoder: this.encoder,
      badge: this.badge,
    };
  }
}
