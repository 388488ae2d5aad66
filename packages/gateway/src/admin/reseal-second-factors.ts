import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import { listSessionSecrets } from '../vault/session-secrets.ts'
import type { Needs } from './dependencies.ts'

/** What became of the second factors of administrators. */
export interface ResealedFactors {
  readonly resealed: number
  /** Those that do not open, since their key is gone. */
  readonly lost: number
}

/**
 * Encrypts the second factors of administrators by the current master key. The library that has encrypted them is loaded only when there are any
 * of a former key. A factor that was changed meanwhile is encrypted by the current key already.
 */
export async function resealSecondFactors({
  administrators,
  ring,
}: Needs<'administrators' | 'ring'>): Promise<ResealedFactors> {
  const secrets = listSessionSecrets(ring)
  const currentVersion = secrets[0]?.version ?? 0
  const isCurrent = (text: string) => text.startsWith(`$ba$${currentVersion}$`)
  const waiting = (await administrators.listSecondFactors()).filter(
    ({ secret, backupCodes }) => !isCurrent(secret) || !isCurrent(backupCodes),
  )
  if (waiting.length === 0) return { resealed: 0, lost: 0 }
  const { symmetricDecrypt, symmetricEncrypt } = await import('better-auth/crypto')
  const key = { keys: new Map(secrets.map(({ version, value }) => [version, value])), currentVersion }
  const reseal = async (data: string) => symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) })
  let [resealed, lost] = [0, 0]
  for (const factor of waiting) {
    const sealed = await resealFactor(factor, reseal)
    if (sealed === undefined) lost++
    else if (await administrators.resealSecondFactor(factor, sealed)) resealed++
  }
  return { resealed, lost }
}

async function resealFactor(
  { id, secret, backupCodes }: SealedSecondFactor,
  reseal: (text: string) => Promise<string>,
): Promise<SealedSecondFactor | undefined> {
  try {
    return { id, secret: await reseal(secret), backupCodes: await reseal(backupCodes) }
  } catch {
    return undefined
  }
}
