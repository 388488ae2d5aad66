import type { CannedAcl, Presigner } from '@signpost/presign'
import { findSigner, planSigning, requireGuard } from '../access/plan-signing.ts'
import type { Access, AskedFeature, Signing } from '../core/access.ts'
import { AppError, restate } from '../core/app-error.ts'
import { guardedHeaders } from '../core/guarded-headers.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import type { Credential, Guard } from '../core/model.ts'
import { findTypePrefixLack } from '../core/preset.ts'
import type { ResolvedAccess } from '../operations/operation.ts'
import { findWindowStart } from '../operations/stable-window.ts'
import type { BucketCheck, BucketCheckResult } from '../s3/bucket-check.ts'
import type { S3Caller } from '../s3/s3-caller.ts'
import { toStoreError } from '../s3/store-error.ts'
import type { StoreGuards } from '../s3/store-guards.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import type { SigningCredential, SigningCredentials } from '../vault/signing-credentials.ts'
import { hasEnded } from '../vault/signing-credentials.ts'

/** SigV2's string to sign contains the Content-Type that is sent. S3 User Guide, "Signing and authenticating REST requests". */
const v2UploadWarning =
  'Signed with signature version 2, which covers the Content-Type: send the upload without a Content-Type header.'

/** Browsers use the last type of a list (Fetch, "extract a MIME type"). */
function warnOfOpenType({ preset }: Credential): string {
  const lack = findTypePrefixLack(preset)
  return `${lack ?? 'It is unknown whether the store refuses a list of types that begins with the prefix'}, such as \`image/png, text/html\`. Browsers use the last type of a list. With \`content_type\`, the store enforces one exact type.`
}

const clampWarning = 'The URL expires earlier than requested, together with the temporary credential that signs it.'

/** The token of the request, and the time. */
interface Caller {
  readonly token: VerifiedToken
  /** Epoch milliseconds. */
  readonly now: number
}

/** Finds the credential that signs for an access. */
export type AccessResolver = (access: Access, caller: Caller) => MaybePromise<ResolvedAccess>

/** The dependencies of {@link createAccessResolver}. */
export interface AccessResolverDependencies {
  readonly credentials: SigningCredentials
  readonly buckets: BucketCheck
  readonly guards: StoreGuards
  readonly s3: S3Caller
}

/** Builds the resolver: it chooses among the account's credentials, checks the access against the store, and asks S3 about buckets. */
export function createAccessResolver({ credentials, buckets, guards, s3 }: AccessResolverDependencies): AccessResolver {
  function resolve(access: Access, chosen: SigningCredential, { token, now }: Caller): MaybePromise<ResolvedAccess> {
    const { bucket, key, action, acl, features, stableSeconds, doneBy } = access
    const { credential } = chosen
    const signedAt = stableSeconds === undefined ? now : findWindowStart(now, stableSeconds)
    const { askedSeconds, expiresInSeconds, isTypeOpen } = planSigning(credential, access, token, { now, signedAt })
    const isSigned = doneBy !== 'gateway'
    const signing: Signing = {
      access,
      credentialId: credential.id,
      expiresInSeconds: isSigned ? expiresInSeconds : undefined,
    }
    // Opened first, so that a secret that cannot be decrypted is reported as a fault of the gateway, not of the store.
    const presigner = openPresigner(chosen, signing)

    function complete({ region, warnings }: BucketCheckResult, guard: Guard | undefined): ResolvedAccess {
      requireGuard(guard, credential, access, signing)
      // SigV2 has no absent headers, and needs none.
      const isSignedAway = guard === 'signed-away' && credential.signatureVersion === 'v4'
      const target = {
        bucket,
        expiresInSeconds,
        signedAt,
        ...(region === undefined ? {} : { region }),
        ...(acl === undefined ? {} : { acl: acl as CannedAcl }),
      }
      return {
        ...signing,
        credential,
        region,
        warnings: [
          ...(isSigned && expiresInSeconds < askedSeconds ? [clampWarning] : []),
          ...warnings,
          ...(isSigned && action === 'upload' && credential.signatureVersion === 'v2' && !namesType(features)
            ? [v2UploadWarning]
            : []),
          ...(isTypeOpen ? [warnOfOpenType(credential)] : []),
        ],
        sign: (request) => {
          const absent = isSignedAway ? { absentHeaders: guardedHeaders[request.method] } : {}
          return presigner.presign({ ...request, ...target, ...absent, key })
        },
        signForm: (form) =>
          presigner.signForm({ ...form, ...target, ...(access.isKeyPrefix === true ? { keyPrefix: key } : { key }) }),
        async call(request) {
          try {
            return await s3.call(chosen, request, { now, region })
          } catch (thrown) {
            const error = toStoreError(thrown, signing)
            throw error instanceof AppError ? nameCredential(error, credential) : error
          }
        },
      }
    }

    return andThen(buckets.check(chosen, access), (checked) => {
      const { region, refusal } = checked
      if (refusal !== undefined) {
        const { code, message } = refusal
        const said = message === undefined ? {} : { message }
        throw nameCredential(new AppError(code, { ...said, failed: signing }), credential)
      }
      return andThen(guards.find(chosen, access, region), (guard) => complete(checked, guard))
    })
  }

  return (access, caller) =>
    andThen(credentials.forAccount(caller.token.accountId), (stored) => {
      const found = findSigner(stored, access, caller.token)
      const chosen = hasEnded(found.credential, caller.now) ? credentials.renewed(found) : found
      return andThen(chosen, (signer) => resolve(access, signer, caller))
    })
}

/** Names the credential in an error of S3, because an account may have several. */
function nameCredential(error: AppError, { name }: Credential): AppError {
  return restate(error, { message: error.message.replace('the stored credential', `the credential ${name}`) })
}

function openPresigner(chosen: SigningCredential, signing: Signing): Presigner {
  try {
    return chosen.presigner()
  } catch (cause) {
    throw new AppError('internal_error', { cause, failed: signing })
  }
}

function namesType(features: readonly AskedFeature[] = []): boolean {
  return features.some(({ feature }) => feature === 'content_type')
}
