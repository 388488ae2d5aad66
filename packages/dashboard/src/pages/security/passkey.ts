/** A passkey, as the gateway shows it. */
export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  /** Whether its maker keeps a copy for the person's other devices. */
  readonly isBackedUp: boolean
}
