// Elements, without a line of markup.

export const make = <T extends keyof HTMLElementTagNameMap>(
  tag: T,
  parent: Node | null,
  className = '',
  textContent = '',
  props: Partial<HTMLElementTagNameMap[T]> = {},
): HTMLElementTagNameMap[T] => {
  // An empty text is not written: in a script that is for Trusted Types to allow.
  const made = Object.assign(document.createElement(tag), { className }, textContent && { textContent }, props);
  parent?.appendChild(made);
  return made;
};
