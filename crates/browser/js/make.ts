// Elements, without a line of markup.

export const make = <T extends keyof HTMLElementTagNameMap>(
  tag: T,
  parent: Node | null,
  className = '',
  textContent = '',
  props: Partial<HTMLElementTagNameMap[T]> = {},
): HTMLElementTagNameMap[T] => {
  const made = Object.assign(document.createElement(tag), { className, textContent }, props);
  parent?.appendChild(made);
  return made;
};
