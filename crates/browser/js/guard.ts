// The guard around all that the page calls: whatever goes wrong inside stays inside.

/** Where errors end. late.ts shows them to developers on their own machine, to nobody else. */
export const errors: unknown[] = [];
export const note = (error: unknown): unknown => errors.push(error);

export const safe =
  <A extends any[]>(run: (...args: A) => unknown) =>
  (...args: A): void => {
    try {
      run(...args);
    } catch (error) {
      note(error);
    }
  };

/** A property that may throw: then there is none. */
export const read = (of: any, name: string): any => {
  try {
    return of[name];
  } catch {
    return;
  }
};

export const listen = (types: string, run: (event: any) => unknown, options?: AddEventListenerOptions): void =>
  types.split(' ').forEach((type) => addEventListener(type, safe(run), options));

export const later = (run: () => unknown, wait: number): number => setTimeout(safe(run), wait) as unknown as number;
