/** A passkey, as the gateway shows it. */
export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  /** Whether its provider syncs it to the person's other devices. */
  readonly isBackedUp: boolean
}
