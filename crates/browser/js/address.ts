// Addresses, by an allow-list of schemes.

/** The whole address, nothing if its scheme is not one of those allowed. */
export function address(text: string, image?: boolean): string | undefined {
  try {
    const { href } = new URL(text, location.href);
    if (text && (/^https?:/.test(href) || (image ? /^data:image\//.test(href) : /^(tel|mailto):/.test(href)))) return href;
  } catch {}
  return;
}
