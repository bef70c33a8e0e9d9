/** The quality "Best" hears the mouth by a second pair of networks, which a first visit does not bring along. */
import { expect, test } from './fixtures.ts';
import { audioFile, sampleSpeech, wav } from './media-files.ts';

const SPEECH_S = 2;
const SECOND = /\/models\/(moonshine_tiny|mouth-curves-head-tiny)/;

test('"Best" hears by two pairs of networks, or says that it cannot have the second', async ({
  scripted,
}) => {
  const { page } = scripted;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const speak = (quality: 'balanced' | 'best') =>
    scripted.generate({
      audio: audioFile(wav(sampleSpeech(SPEECH_S))),
      options: { mode: 'core-clips', quality, transcript: null },
    });
  const fine = { ok: true, summary: { frames: SPEECH_S * 25, warnings: [] } };
  expect(await speak('balanced')).toMatchObject(fine);
  expect(asked.filter((url) => SECOND.test(url))).toEqual([]);

  await page.route(SECOND, (route) => route.abort());
  expect(await speak('best')).toMatchObject({
    ok: true,
    summary: { frames: SPEECH_S * 25, warnings: [{ code: 'hearing-fallback' }] },
  });

  // What stood in for them is not kept in their name.
  await page.unroute(SECOND);
  asked.length = 0;
  expect(await speak('best')).toMatchObject(fine);
  expect(new Set(asked.map((url) => SECOND.exec(url)?.[1]).filter(Boolean)).size).toBe(2);
});
