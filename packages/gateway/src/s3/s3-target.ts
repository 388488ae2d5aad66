import type { Presigner } from '@signpost/presign'
import type { Credential } from '../core/model.ts'

/** Whom the gateway asks as: a stored credential and its presigner. */
export interface S3Target {
  readonly credential: Credential
  /** Signs what the gateway itself asks. */
  probePresigner(): Presigner
}
