import { createContext, useContext } from 'react'

/** Asks whoever is signed in to show once more who they are, where the gateway wants that before a change. */
export interface IdentityCheck {
  /**
   * Does something, and does it again after a successful check if it was refused with `confirmation_required`.
   * @throws what it throws; that very refusal when the check was cancelled
   */
  confirmed<Value>(act: () => Promise<Value>): Promise<Value>
}

export const IdentityCheckContext = createContext<IdentityCheck | undefined>(undefined)

/** The check of this page. */
export function useIdentityCheck(): IdentityCheck {
  const check = useContext(IdentityCheckContext)
  if (check === undefined) throw new Error('there is no IdentityCheckProvider above this component')
  return check
}
