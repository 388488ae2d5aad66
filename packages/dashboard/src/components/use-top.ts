import { useEffect } from 'react'

/** Begins at the top: what takes the place of a long form would otherwise begin where that was left. */
export function useTop(): void {
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [])
}
