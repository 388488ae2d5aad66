import { createPresigner, type Presigner } from '@signpost/presign'
import type { Credential } from '../core/model.ts'
import { presets } from '../core/preset.ts'
import type { CredentialSecret } from './credential-secret.ts'

/** The facts of a credential that a presigner is made from. */
export type PresignerFacts = Pick<
  Credential,
  'accessKeyId' | 'region' | 'preset' | 'endpoint' | 'addressing' | 'signatureVersion' | 'aclPlacement'
>

/**
 * The presigner of a credential: what the credential leaves open is as its store's preset has it.
 * @throws PresignError when the facts do not make one
 */
export function createCredentialPresigner(facts: PresignerFacts, secret: CredentialSecret): Presigner {
  const { accessKeyId, region, endpoint, signatureVersion } = facts
  const preset = presets[facts.preset]
  return createPresigner({
    credentials: {
      accessKeyId,
      secretAccessKey: secret.secretAccessKey.reveal(),
      ...(secret.sessionToken === undefined ? {} : { sessionToken: secret.sessionToken.reveal() }),
    },
    region,
    signatureVersion,
    ...(endpoint === undefined ? {} : { endpoint }),
    addressing: facts.addressing ?? preset.addressing,
    // SigV2 does not cover the query, so there an ACL can only be a header.
    aclPlacement: signatureVersion === 'v2' ? 'header' : (facts.aclPlacement ?? preset.aclPlacement),
  })
}
