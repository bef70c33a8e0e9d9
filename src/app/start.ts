/** Puts the page together: state, view, service worker. */
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import type { Mouthpiece } from '../pipeline/types';
import App from './App.svelte';
import { registerServiceWorker } from './pwa/register';
import { Studio, type Services } from './state/studio.svelte';

/** Shows the page with these services behind it; @returns the public API as the page watches it. */
export function start(services: Services): Mouthpiece {
  const studio = new Studio(services);
  const target = document.getElementById('app');
  if (target === null) throw new Error('The page has no element with the id "app".');

  addEventListener('error', ({ error, message }) => studio.log.error(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => studio.log.error(reason));
  addEventListener('beforeunload', (event) => {
    // Asks before a running job is thrown away.
    if (studio.job.busy) event.preventDefault();
  });

  mount(App, { target, props: { studio } });
  void studio.avatars.refresh();
  void studio.results.refresh();
  void studio.unfinished.refresh();
  void studio.models.refresh();
  void studio.keeping.measure();
  // Development serves changing files: a cache of them would only confuse.
  if (import.meta.env.PROD) void keepOnDevice(studio);
  return studio.mouthpiece;
}

async function keepOnDevice(studio: Studio): Promise<void> {
  try {
    await registerServiceWorker({
      onUpdate: (apply) => studio.update.offer(apply),
      onControlled: () => void studio.offline.saveInBackground(),
      mayReload: () => studio.untouched,
    });
  } catch (error) {
    studio.log.error(error);
  }
}
