/** The attributes of an element. `class` is for the element's own styles, `part` for the page's styles. */
type Attributes = Readonly<Record<string, string>>

/** Creates an HTML element. Strings become text nodes, so a file's name is never parsed as HTML. */
export function makeElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** Creates a button with an action. */
export function makeButton(attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const button = makeElement('button', { type: 'button', ...attributes })
  button.addEventListener('click', onClick)
  return button
}

/** Sets a text only if it has changed, so that a screen reader does not repeat it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
