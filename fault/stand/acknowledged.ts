import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../../packages/gateway/test/samples/sign.ts'
import type { CreatedToken } from '../../packages/gateway/test/samples/store-credential.ts'
import type { ClaimResult } from '../fault.ts'
import { claimNoneLost } from './claims.ts'
import { firstBucket, type Installation, installationKeys, installationRegion } from './installation.ts'

/** The tokens and credentials that commands reported as stored, while everything around them failed. */
export interface Acknowledged {
  readonly tokens: readonly CreatedToken[]
  /** The names of the credentials. */
  readonly credentials: readonly string[]
  /** The messages of the commands that stored nothing. */
  readonly refusals: readonly string[]
  /** Makes a token and a credential with commands, and records the outcome. Never throws. */
  create(): Promise<void>
  /** Claims that every command that stored nothing said why. @param reason the expected message */
  claimReasons(reason: RegExp): ClaimResult
  /** Claims that nothing acknowledged is lost: uses each token and each credential at the gateway. */
  claimKept(url: string): Promise<ClaimResult>
}

/** Follows the tokens and credentials of an installation from now on. */
export function followAcknowledged(installation: Installation): Acknowledged {
  const tokens: CreatedToken[] = []
  const credentials: string[] = []
  const refusals: string[] = []
  let made = 0
  const { accessKeyId } = installationKeys
  const place = ['--access-key-id', accessKeyId, '--region', installationRegion, '--endpoint', installation.s3.endpoint]

  async function attempt(work: Promise<void>): Promise<void> {
    await work.catch((error: Error) => refusals.push(error.message))
  }

  /** Whether the gateway signs a URL. It retries, because the gateway may not know the latest change yet. */
  async function signs(url: string, token: string, bucket: string): Promise<boolean> {
    for (let attempts = 0; attempts < 5; attempts++) {
      if ((await ask({ url, token }, { bucket, key_name: 'kept' })).status === 200) return true
      await sleep(500)
    }
    return false
  }

  return {
    tokens,
    credentials,
    refusals,

    async create() {
      // All names have the same length, so no pattern covers the bucket of another name.
      const name = `kept-${String(made++).padStart(4, '0')}`
      const addToken = async () => void tokens.push(await installation.run<CreatedToken>(['token', 'create', name]))
      const addCredential = async () => {
        await installation.run(['credential', 'add', name, '--unchecked', ...place, '--bucket', `${name}*`])
        credentials.push(name)
      }
      await Promise.all([attempt(addToken()), attempt(addCredential())])
    },

    claimReasons(reason) {
      const odd = refusals.filter((text) => !reason.test(text))
      const figure = `${tokens.length + credentials.length} commands stored something, ${refusals.length} did not`
      const named = odd.length === 0 ? '' : `, ODD ONES: ${odd.join(' ')}`
      return { claim: 'a command that stores nothing says why', holds: odd.length === 0, figure: figure + named }
    },

    async claimKept(url) {
      const lost: string[] = []
      for (const { id, token } of tokens) if (!(await signs(url, token, firstBucket))) lost.push(id)
      const [{ token = '' } = {}] = tokens
      for (const name of credentials) if (!(await signs(url, token, `${name}-bucket`))) lost.push(name)
      const figure = `${tokens.length} tokens and ${credentials.length} credentials`
      const result = claimNoneLost('no acknowledged token or credential is lost', lost, figure)
      return { ...result, holds: result.holds && tokens.length > 0 && credentials.length > 0 }
    },
  }
}
