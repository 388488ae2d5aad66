import { useEffect, useState } from 'react'

/**
 * Gives the focus back when a dialog is taken away: to what had it before, or to the page's title when that is gone. Mantine does so
 * only for a dialog that stays there closed.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      window.setTimeout(() => {
        if (document.activeElement !== document.body) return
        const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
        const target = isThere ? before : document.querySelector<HTMLElement>('h1')
        target?.focus({ preventScroll: true })
      })
    },
    [before],
  )
}
