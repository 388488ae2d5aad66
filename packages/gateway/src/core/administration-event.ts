/** Who administers, and through which interface. */
export interface Actor {
  readonly via: 'command-line' | 'dashboard'
  /** On the command line the operating system's user, in the dashboard the administrator's email address. */
  readonly name: string
}

/** The target of an act of administration. */
export interface AdministrationTarget {
  readonly kind:
    | 'account'
    | 'credential'
    | 'token'
    | 'upload'
    | 'master_key'
    | 'audit_log'
    | 'administrator'
    | 'invitation'
    | 'session'
  readonly id: string
  readonly name: string
}

/** One field before and after: a JSON value, null where there is none. Never a secret. */
export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

/** One change by an act of administration. */
export interface AdministrationEvent {
  /** Epoch milliseconds. */
  readonly at: number
  readonly actor: Actor
  /** Name of the act: `add_credential`. */
  readonly act: string
  /** The account that the change concerns; absent for a change of the whole installation. */
  readonly accountId?: string
  readonly target: AdministrationTarget
  readonly changes: readonly FieldChange[]
}

/** An event in the log. */
export interface AdministrationEntry extends AdministrationEvent {
  /** Its place in the order of commit, from 1 on. No number is used twice. */
  readonly id: number
}
