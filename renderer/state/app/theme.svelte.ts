import { Latest } from '../../latest.ts';
import { ask, onConnection } from '../../studio.ts';

type Theme = 'system' | 'light' | 'dark';
const remembered = 'graft.theme';

/** Light, dark, or as set in the system. The studio saves the choice; a copy in the browser avoids a flash at the start. */
class ThemeChoice {
  choice = $state<Theme>(readRemembered());
  private readonly latest = new Latest();
  private readonly systemDark = window.matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.systemDark.addEventListener('change', () => {
      this.apply();
    });
    onConnection((reachable) => {
      if (reachable) void this.fetch();
    });
    this.apply();
  }

  /** @throws StudioError */
  async choose(theme: Theme): Promise<void> {
    this.latest.forget();
    this.take(theme);
    await ask('settings.set', { theme });
  }

  private async fetch(): Promise<void> {
    // While the studio is unreachable, the copy in the browser applies.
    await this.latest.ask(
      ask('settings.get', {}),
      (settings) => {
        this.take(settings.theme);
      },
      () => {},
    );
  }

  private take(theme: Theme): void {
    this.choice = theme;
    localStorage.setItem(remembered, theme);
    this.apply();
  }

  private apply(): void {
    const dark = this.choice === 'dark' || (this.choice === 'system' && this.systemDark.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
}

function readRemembered(): Theme {
  const theme = localStorage.getItem(remembered);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export const theme = new ThemeChoice();
