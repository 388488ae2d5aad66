/** The verdict on something that was examined. */
export type FindingState = 'good' | 'warning' | 'bad' | 'unknown'

/** The result of one check of a credential. */
export interface Finding {
  /** What was checked, such as `clock`. */
  readonly check: string
  readonly state: FindingState
  /** One or two sentences. */
  readonly message: string
  /** What to do about it. */
  readonly cure?: string
}

/** The result of the last examination of a credential. */
export interface Examination {
  readonly at: number
  readonly bucket?: string
  /** The origin of the web pages that the bucket's CORS rules were checked for. */
  readonly origin?: string
  /** The worst of the findings. */
  readonly state: FindingState
  readonly findings: readonly Finding[]
}
