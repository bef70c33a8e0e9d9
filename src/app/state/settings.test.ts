import { expect, it } from 'vitest';
import { Settings } from './settings.svelte';
import type { Source } from './source.svelte';

it('asks for the speech detection that is set', () => {
  const settings = new Settings();
  const asked = () => settings.request(new Blob(['speech']), {} as Source).speech;
  expect(asked()).toEqual({ threshold: 0.5, minSilence: 0.75, vadEngine: 'silero' });
  settings.vadEngine = 'energy';
  expect(asked()).toMatchObject({ vadEngine: 'energy' });
});

it('sends what is said, or has it recognised, where the quality follows words', () => {
  const settings = new Settings();
  const asked = () => settings.request(new Blob(['speech']), {} as Source).transcript;
  expect(asked()).toBeUndefined();
  settings.quality = 'best';
  expect(asked()).toEqual({ language: 'en' });
  settings.transcript = ' Bonjour ';
  settings.transcriptLanguage = 'fr';
  expect(asked()).toEqual({ text: 'Bonjour', language: 'fr' });
  settings.transcript = '';
  // Another language than English is not recognised.
  expect(asked()).toBeNull();
  settings.transcriptLanguage = 'en';
  settings.recogniseWords = false;
  expect(asked()).toBeNull();
});
