/**
 * Keeps the focus in the dialog around an element. A button that is disabled while it works, or goes with the step that it has
 * ended, loses the focus to the page below, and Tab would go on there. It gets it back when it can have it; a field that is to be
 * filled in anew goes first.
 * @returns what ends it: it is a ref of React
 */
export function keepFocus(content: HTMLElement | null): (() => void) | undefined {
  const dialog = content?.closest<HTMLElement>('[role="dialog"]') ?? undefined
  if (dialog === undefined) return undefined
  let last: EventTarget | null = null
  // The dialog itself has it in the place of one that cannot.
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
