import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import { listFactorVersions, listSessionSecrets } from '../vault/session-secrets.ts'
import type { Needs } from './dependencies.ts'

/** The result of encrypting the second factors of administrators again. */
export interface ResealedFactors {
  readonly resealed: number
  /** The email addresses of the administrators whose second factors cannot be opened, because their key is gone. */
  readonly lost: readonly string[]
}

/**
 * Encrypts the second factors of administrators with the current master key. It loads the library that encrypts them only if some
 * use an earlier key. A factor that changes meanwhile is encrypted with the current key already.
 */
export async function resealSecondFactors({
  administrators,
  ring,
}: Needs<'administrators' | 'ring'>): Promise<ResealedFactors> {
  const secrets = listSessionSecrets(ring, ring)
  const currentVersion = secrets[0]?.version ?? 0
  const waiting = (await administrators.listSecondFactors()).filter((factor) =>
    listFactorVersions(factor).some((version) => version !== currentVersion),
  )
  if (waiting.length === 0) return { resealed: 0, lost: [] }
  const { symmetricDecrypt, symmetricEncrypt } = await import('better-auth/crypto')
  const key = { keys: new Map(secrets.map(({ version, value }) => [version, value])), currentVersion }
  const reseal = async (data: string) => symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) })
  let resealed = 0
  const lost = new Set<string>()
  for (const factor of waiting) {
    const sealed = await resealFactor(factor, reseal)
    if (sealed === undefined) lost.add(factor.email)
    else if (await administrators.resealSecondFactor(factor, sealed)) resealed++
  }
  return { resealed, lost: [...lost] }
}

async function resealFactor(
  { secret, backupCodes }: SealedSecondFactor,
  reseal: (text: string) => Promise<string>,
): Promise<Pick<SealedSecondFactor, 'secret' | 'backupCodes'> | undefined> {
  try {
    return { secret: await reseal(secret), backupCodes: await reseal(backupCodes) }
  } catch {
    return undefined
  }
}
