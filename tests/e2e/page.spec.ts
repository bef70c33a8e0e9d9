/** What the page promises before anything is done with it: no way out of its origin, and that it can be installed. */
import { expect, test } from './fixtures.ts';

test('its content security policy lets nothing reach another origin', async ({ app }) => {
  const refused = await app.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      directives.push(effectiveDirective);
    });
    // TEST-NET-1 (RFC 5737): nobody answers there, even without a policy.
    const elsewhere = 'https://192.0.2.1/';
    const answer = await fetch(elsewhere).then(
      () => 'answered',
      () => 'refused',
    );
    const loaded = (element: HTMLImageElement | HTMLScriptElement) =>
      new Promise((resolve) => {
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        document.head.append(element);
        element.src = `${elsewhere}x`;
      });
    const image = await loaded(document.createElement('img'));
    const script = await loaded(document.createElement('script'));
    return { answer, image, script, directives };
  });
  expect(refused).toMatchObject({ answer: 'refused', image: 'refused', script: 'refused' });
  expect(refused.directives).toEqual(
    expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']),
  );
});

test('its manifest makes it installable: a name, a start within its scope, icons of the sizes they claim', async ({
  app,
}) => {
  const manifest = await app.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
    if (!link) throw new Error('The page names no manifest.');
    const { name, display, start_url, scope, icons } = (await (await fetch(link.href)).json()) as {
      name: string;
      display: string;
      start_url: string;
      scope: string;
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    const measured = await Promise.all(
      icons.map(async ({ src, sizes, purpose = 'any' }) => {
        const blob = await (await fetch(new URL(src, link.href))).blob();
        const { width, height } = await createImageBitmap(blob);
        return { sizes, purpose, size: `${String(width)}x${String(height)}` };
      }),
    );
    return { name, display, start: new URL(start_url, link.href).href, scope: new URL(scope, link.href).href, measured }; // prettier-ignore
  });
  expect(manifest).toMatchObject({ name: 'Mouthpiece', display: 'standalone' });
  expect(manifest.start.startsWith(manifest.scope)).toBe(true);
  expect(new URL(app.url()).href.startsWith(manifest.scope)).toBe(true);
  for (const { sizes, size } of manifest.measured) expect(size).toBe(sizes);
  const sizes = manifest.measured.map(({ size, purpose }) => `${size} ${purpose}`);
  expect(sizes).toEqual(expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']));
});
