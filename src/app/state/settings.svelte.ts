import { RECOGNISED_LANGUAGE, type TranscriptLanguage } from '../../core/speech/transcript';
import { RANGES } from '../../pipeline/options';
import { QUALITY } from '../../pipeline/quality';
import type {
  Backend,
  GenerateRequest,
  Mode,
  Quality,
  SpeechOptions,
  VideoEncoderName,
} from '../../pipeline/types';
import type { Source } from './source.svelte';

/** Leaves the choice of the lip-sync model to the avatar. */
export const AUTOMATIC_MODEL = 'auto';
/** The engine without a model, as the public API names it. */
export const EXEMPLAR = 'exemplar';

/** Everything the user can set, as the public API names it. */
export class Settings {
  mode = $state<Mode>('core-clips');
  avatarId = $state<string | null>(null);
  /** Training data: the frame to begin with; null while the field holds no number. */
  startFrame = $state<number | null>(0);
  loopBack = $state(false);
  threshold = $state<number>(RANGES.threshold.default);
  minSilence = $state<number>(RANGES.minSilence.default);
  vadEngine = $state<NonNullable<SpeechOptions['vadEngine']>>('silero');
  openness = $state<number>(RANGES.openness.default);
  quality = $state<Quality>('balanced');
  /** What is said, word for word; acts in the qualities that follow words. */
  transcript = $state('');
  transcriptLanguage = $state<TranscriptLanguage>('en');
  /** Recognises the words where none are given; English alone. */
  recogniseWords = $state(true);
  lipsyncModelId = $state<string>(AUTOMATIC_MODEL);
  audioEncoder = $state<NonNullable<GenerateRequest['audioEncoder']>>('auto');
  backend = $state<'auto' | Backend>('auto');
  encoder = $state<'auto' | VideoEncoderName>('auto');
  badge = $state(true);

  /** Whether the language that is set is the one whose words can be recognised. */
  get canRecognise(): boolean {
    return this.transcriptLanguage === RECOGNISED_LANGUAGE;
  }

  get speech(): Required<SpeechOptions> {
    const { threshold, minSilence, vadEngine } = this;
    return { threshold, minSilence, vadEngine };
  }

  /** The request for `audio` as set now. */
  request(audio: Blob, source: Source): GenerateRequest {
    return {
      mode: this.mode,
      audio,
      ...(this.mode === 'custom-video' ? this.#video(source) : this.#avatar()),
      ...(this.lipsyncModelId === AUTOMATIC_MODEL ? {} : { lipsyncModelId: this.lipsyncModelId }),
      audioEncoder: this.audioEncoder,
      ...this.#words(),
      speech: this.speech,
      quality: this.quality,
      openness: this.openness,
      backend: this.backend,
      encoder: this.encoder,
      badge: this.badge,
    };
  }

  #words(): Pick<GenerateRequest, 'transcript'> {
    const text = this.transcript.trim();
    if (!QUALITY[this.quality].followsWords) return {};
    if (text !== '') return { transcript: { text, language: this.transcriptLanguage } };
    const language = RECOGNISED_LANGUAGE;
    return { transcript: this.recogniseWords && this.canRecognise ? { language } : null };
  }

  #avatar(): Partial<GenerateRequest> {
    const avatar = this.avatarId === null ? {} : { avatarId: this.avatarId };
    if (this.mode === 'core-clips') return avatar;
    return { ...avatar, startFrame: this.startFrame ?? 0, loopBack: this.loopBack };
  }

  #video({
    file,
    rightsConfirmed,
    automatic,
    picture,
    range,
    face,
  }: Source): Partial<GenerateRequest> {
    return {
      ...(file && { video: file }),
      rightsConfirmed,
      ...(automatic || picture ? {} : { sourceRange: { ...range } }),
      ...(face && { face }),
    };
  }
}
