/** Asks before something is lost: `if (await confirm({ … })) …`. Where it can be undone, do it and offer the way back instead (`toast`). Shown by `Confirm`. */
export type Question = { title: string; text: string; yes: string; danger?: boolean };
type Asked = Question & { answer: (yes: boolean) => void };

let asked: Asked | null = null;
const listeners = new Set<() => void>();

export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      set(null);
      resolve(yes);
    };
    set({ ...question, answer });
  });
}

export const confirmStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  get: () => asked,
};

function set(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}
