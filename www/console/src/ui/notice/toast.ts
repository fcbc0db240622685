/** Short words about what has just been done, with a way back where there is one: `toast(t.saved, { undo })`. Shown by `Toasts`. */
export type Toast = { id: number; text: string; tone: 'good' | 'bad'; action?: { label: string; run: () => void } };

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();
/** More would hide the page. */
const TOASTS_MAX = 3;

export function toast(text: string, more: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  last += 1;
  const next: Toast = { id: last, text, tone: more.tone ?? 'good', ...(more.action && { action: more.action }) };
  // The same word twice is one word, said again.
  set([...toasts.filter((other) => other.text !== text), next].slice(-TOASTS_MAX));
}

export function dismiss(id: number): void {
  set(toasts.filter((other) => other.id !== id));
}

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  get: () => toasts,
};

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
