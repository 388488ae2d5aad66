/** What an element is made with: its attributes. `class` names it for the styles, `part` for those of the page. */
type Attributes = Readonly<Record<string, string>>

/** Makes an HTML element. Texts are set as text: a file's name is never read as HTML. */
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

/** Makes a button that does something. */
export function makeButton(attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const button = makeElement('button', { type: 'button', ...attributes })
  button.addEventListener('click', onClick)
  return button
}

/** Sets a text where it is another one, so that a screen reader does not say it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
