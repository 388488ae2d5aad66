import { createContext, useContext } from 'react'

/** Asks the administrator to confirm their identity when the gateway requires it before a change. */
export interface IdentityCheck {
  /**
   * Runs `act`. If the gateway refuses with `confirmation_required`, it asks for confirmation and runs `act` again.
   * @throws whatever `act` throws, including the refusal if the confirmation was cancelled
   */
  confirmed<Value>(act: () => Promise<Value>): Promise<Value>
}

export const IdentityCheckContext = createContext<IdentityCheck | undefined>(undefined)

/** Returns the identity check of this page. */
export function useIdentityCheck(): IdentityCheck {
  const check = useContext(IdentityCheckContext)
  if (check === undefined) throw new Error('there is no IdentityCheckProvider above this component')
  return check
}
