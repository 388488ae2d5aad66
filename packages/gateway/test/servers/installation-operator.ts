import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createS3KeyPair, deleteS3KeyPair, firstKeyPair } from '../samples/s3-key-pairs.ts'
import { type Signed, sign } from '../samples/sign.ts'
import { runCommand } from './postgres-nodes.ts'
import type { ProxiedNodes } from './proxied-nodes.ts'

/** A credential's access key, with the time at which `credential add` or `credential rotate` acknowledged it. */
export interface AccessKeyInUse {
  readonly accessKeyId: string
  /** In the time of `performance.now()`. */
  readonly acknowledgedAt: number
}

/** The operator of an installation of several nodes, who rotates its keys and restarts one node at a time. */
export interface InstallationOperator {
  /** The current configuration of the nodes and of commands. */
  env(): Readonly<Record<string, string>>
  /** The access keys that have signed, oldest first. */
  readonly accessKeys: readonly AccessKeyInUse[]
  /** Every master key and secret access key so far. */
  readonly secrets: readonly string[]
  /** Stores a credential for an S3 server of this process. */
  storeCredential(endpoint: string): Promise<void>
  /** Rotates the master key and the key pair, as docs/master-key.md and docs/credentials.md say. */
  rotateAll(nodes: ProxiedNodes, token: string, bucket: string): Promise<void>
  /** Removes the former master key from the configuration. */
  dropFormerKey(nodes: ProxiedNodes): Promise<void>
}

/** The time to wait after a node is ready before the next one is restarted; docs/behind-a-proxy.md. */
const betweenRestartsMs = 3000

/** By then, every node uses the changed credential, and the last URLs of the former one have been used. */
const changedMs = 3000

/** @param fixed the part of the configuration that never changes */
export function createOperator(fixed: Readonly<Record<string, string>>): InstallationOperator {
  const masterKeys = [newMasterKey()]
  const secretKeys: string[] = []
  const accessKeys: AccessKeyInUse[] = []
  let isFormerDropped = true

  function env(): Record<string, string> {
    const [current = '', former = ''] = masterKeys
    const previous = isFormerDropped ? {} : { SIGNPOST_PREVIOUS_MASTER_KEYS: former }
    return { ...fixed, SIGNPOST_MASTER_KEY: current, ...previous }
  }

  async function restartAll(nodes: ProxiedNodes): Promise<void> {
    for (const index of nodes.nodeUrls.keys()) {
      await nodes.restart(index, env())
      await sleep(betweenRestartsMs)
    }
  }

  async function rotateMasterKey(nodes: ProxiedNodes): Promise<void> {
    masterKeys.unshift(newMasterKey())
    isFormerDropped = false
    await restartAll(nodes)
    const { rewrapped, problems } = await runCommand<{ rewrapped: number; problems: unknown[] }>(env(), [
      'vault',
      'rotate',
    ])
    assert.deepEqual([rewrapped, problems], [1, []])
  }

  async function rotateCredential(url: string, token: string, bucket: string): Promise<void> {
    const former = accessKeys.at(-1)?.accessKeyId ?? ''
    const object = { bucket, key_name: 'kept.txt' }
    const accessKeyId = `AKID${accessKeys.length}`
    const secret = newSecretKey()
    const kept = await sign({ url, token }, object)
    createS3KeyPair(accessKeyId, secret)
    await runCommand(env(), ['credential', 'rotate', 'store', '--access-key-id', accessKeyId], secret)
    accessKeys.push({ accessKeyId, acknowledgedAt: performance.now() })
    await sleep(changedMs)
    // 404 means that the signature was valid, because the object does not exist.
    assert.equal(await use(kept), 404, 'a URL signed with the former key works as long as S3 knows that key')
    deleteS3KeyPair(former)
    assert.equal(await use(kept), 403, 'a URL signed with a deleted key is refused')
  }

  function newSecretKey(): string {
    const secret = randomBytes(30).toString('base64url')
    secretKeys.push(secret)
    return secret
  }

  return {
    env,
    accessKeys,
    get secrets() {
      return [...masterKeys, ...secretKeys]
    },
    async storeCredential(endpoint) {
      const { accessKeyId, secretAccessKey } = firstKeyPair
      const place = ['--access-key-id', accessKeyId, '--region', 'us-east-1', '--endpoint', endpoint]
      await runCommand(env(), ['credential', 'add', 'store', '--unchecked', ...place], secretAccessKey)
      accessKeys.push({ accessKeyId, acknowledgedAt: performance.now() })
    },
    async rotateAll(nodes, token, bucket) {
      await rotateMasterKey(nodes)
      await rotateCredential(nodes.url, token, bucket)
    },
    async dropFormerKey(nodes) {
      isFormerDropped = true
      await restartAll(nodes)
    },
  }
}

function newMasterKey(): string {
  return randomBytes(32).toString('base64')
}

/** Downloads with a signed URL. @returns the status */
async function use({ signedUrl }: Signed): Promise<number> {
  const answer = await fetch(signedUrl)
  await answer.arrayBuffer()
  return answer.status
}
