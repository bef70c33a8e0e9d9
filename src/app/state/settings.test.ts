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
