/**
 * Keeps the focus in the dialog around an element. A button that is disabled while it works, or that disappears with its step,
 * loses the focus to the page below, where Tab would continue. The element gets the focus back when it is enabled again. A field
 * that has to be filled in again takes precedence.
 * @returns a function that stops it. The function itself is a ref callback for React
 */
export function keepFocus(content: HTMLElement | null): (() => void) | undefined {
  const dialog = content?.closest<HTMLElement>('[role="dialog"]') ?? undefined
  if (dialog === undefined) return undefined
  let last: EventTarget | null = null
  // Whether the dialog has the focus in place of an element that cannot have it.
  let isHeld = false

  function note({ target }: FocusEvent): void {
    isHeld = false
    if (target !== dialog) last = target
  }

  const observer = new MutationObserver(() => {
    const active = document.activeElement
    const isLost = active === document.body || (dialog.contains(active) && active?.matches(':disabled') === true)
    if (!isLost && !(isHeld && active === dialog)) return
    const wanted = dialog.querySelector('input:invalid, textarea:invalid') ?? last
    const canHave = wanted instanceof HTMLElement && dialog.contains(wanted) && !wanted.matches(':disabled')
    const next = canHave ? wanted : dialog
    if (next === active) return
    next.focus({ preventScroll: true })
    isHeld = next === dialog
  })
  observer.observe(dialog, { subtree: true, childList: true, attributeFilter: ['disabled'] })
  dialog.addEventListener('focusin', note)
  return () => {
    observer.disconnect()
    dialog.removeEventListener('focusin', note)
  }
}
