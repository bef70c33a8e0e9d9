/** Registers the service worker and tells of isolation, control and updates. */
import { whenNoJobRuns } from '../../platform/job-lock';

/** One reload per tab: a browser that cannot be isolated must not reload for ever. */
const RELOADED_KEY = 'mouthpiece-reloaded-for-isolation';

export interface RegistrationListener {
  /** A newer version is there; call the function to switch to it, which reloads the page. */
  onUpdate: (apply: () => Promise<void>) => void;
  /** The service worker answers this page's requests now. */
  onControlled: () => void;
  /** Whether the page may be reloaded now without losing the user's work. */
  mayReload: () => boolean;
}

/** Does nothing where there are no service workers (plain http, private windows of some browsers). */
export async function registerServiceWorker(listener: RegistrationListener): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let controlled = serviceWorker.controller !== null;
  let updating = false;

  serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) {
      // Another version took over, here or in another tab: its files fit only its own page.
      if (updating || listener.mayReload()) location.reload();
      else listener.onUpdate(() => Promise.resolve(location.reload()));
      return;
    }
    controlled = true;
    if (!reloadForIsolation(listener)) listener.onControlled();
  });

  const registration = await serviceWorker.register(
    new URL('service-worker.js', document.baseURI),
    { scope: './', updateViaCache: 'none' },
  );
  const offer = (worker: ServiceWorker): void => {
    listener.onUpdate(async () => {
      updating = true;
      await whenNoJobRuns(() => {
        worker.postMessage({ type: 'SKIP_WAITING' });
      });
    });
  };
  if (registration.waiting !== null && controlled) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && serviceWorker.controller !== null) offer(worker);
    });
  });
  if (controlled && !reloadForIsolation(listener)) listener.onControlled();
}

/** True when a reload was started. The first visit's page came without the worker's headers. */
function reloadForIsolation(listener: RegistrationListener): boolean {
  if (crossOriginIsolated || !listener.mayReload()) return false;
  if (sessionStorage.getItem(RELOADED_KEY) !== null) return false;
  sessionStorage.setItem(RELOADED_KEY, '1');
  location.reload();
  return true;
}
