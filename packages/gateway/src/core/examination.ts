/** How good something is that was looked at. */
export type FindingState = 'good' | 'warning' | 'bad' | 'unknown'

/** What one look at a credential came to. */
export interface Finding {
  /** What was looked at, such as `clock`. */
  readonly check: string
  readonly state: FindingState
  /** One or two sentences. */
  readonly message: string
  /** What to do about it. */
  readonly cure?: string
}

/** What the last examination of a credential found. */
export interface Examination {
  readonly at: number
  readonly bucket?: string
  /** Origin of the pages that the bucket's CORS was asked for. */
  readonly origin?: string
  /** The worst of the findings. */
  readonly state: FindingState
  readonly findings: readonly Finding[]
}
