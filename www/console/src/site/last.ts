const KEY = 'dangol-console-site';

/** The site that was open last on this device: whoever comes back goes on there. */
export function lastSite(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function keepSite(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Storage may be refused; the first site by name is opened then.
  }
}
