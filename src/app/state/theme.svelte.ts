export type Theme = 'light' | 'dark';

const STORAGE_KEY = 'mouthpiece-theme';

/** Light or dark: the system's until the user chooses. */
export class ThemeChoice {
  current = $state<Theme>('light');

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const stored = readStored();
    this.current = stored ?? (system.matches ? 'dark' : 'light');
    if (stored !== null) this.#apply();
    system.addEventListener('change', ({ matches }) => {
      if (readStored() === null) this.current = matches ? 'dark' : 'light';
    });
  }

  toggle(): void {
    this.current = this.current === 'dark' ? 'light' : 'dark';
    this.#apply();
    try {
      localStorage.setItem(STORAGE_KEY, this.current);
    } catch {
      // Storage is blocked: the choice holds until the page closes.
    }
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.current;
  }
}

function readStored(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}
