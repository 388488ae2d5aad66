import { useEffect, useState } from 'react'

/** So long it is looked whether what has got the focus back goes away, with a row that was removed. */
const watchedMs = 5000

/**
 * Gives the focus back when a dialog is taken away: to what had it before, or to the page's title when that is gone, also a moment
 * later. Mantine does so only for a dialog that stays there closed.
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
