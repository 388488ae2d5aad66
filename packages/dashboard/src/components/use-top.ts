import { useEffect } from 'react'

/** Scrolls to the top. Content that replaces a long form would otherwise start at the form's scroll position. */
export function useTop(): void {
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [])
}
