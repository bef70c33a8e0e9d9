import type { Warning } from '../../pipeline/types';

/** The dialogs of the page. */
export type OpenPanel =
  | { kind: 'add-face' }
  /** Warnings: of its import just now. */
  | { kind: 'face'; id: string; warnings?: readonly Warning[] }
  | { kind: 'models' }
  | { kind: 'storage' }
  | { kind: 'help' };

/** Which dialog is open: one at a time. */
export class Panel {
  open = $state.raw<OpenPanel | null>(null);

  show(panel: OpenPanel): void {
    this.open = panel;
  }

  close(): void {
    this.open = null;
  }
}
