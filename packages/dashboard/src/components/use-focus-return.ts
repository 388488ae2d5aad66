import { useEffect, useState } from 'react'

/** How long to watch whether the element that got the focus back disappears, for example with a removed row. */
const watchedMs = 5000

/**
 * Gives the focus back when a dialog is unmounted: to the element that had it before, or to the page's title if that element is
 * gone or disappears soon after. Mantine does this only for a dialog that stays mounted while it is closed.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      window.setTimeout(() => {
        if (document.activeElement !== document.body) return
        if (before instanceof HTMLElement && before !== document.body && before.isConnected) {
          before.focus({ preventScroll: true })
          focusTitleWithout(before)
        } else focusTitle()
      })
    },
    [before],
  )
}

function focusTitle(): void {
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

function focusTitleWithout(element: HTMLElement): void {
  const observer = new MutationObserver(() => {
    if (element.isConnected) return
    observer.disconnect()
    if (document.activeElement === document.body) focusTitle()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  window.setTimeout(() => observer.disconnect(), watchedMs)
}
