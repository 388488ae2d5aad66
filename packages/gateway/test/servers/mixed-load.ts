import { setTimeout as sleep } from 'node:timers/promises'
import { type CreatedToken, createTokenWithId, revokeToken, type TokenFields } from '../samples/store-credential.ts'
import type { LedgerAnswer, RequestLedger } from './request-ledger.ts'

/** The options of a mixed load. */
export interface MixedLoadOptions {
  readonly ledger: RequestLedger
  /** The configuration, which changes while the load runs. */
  readonly env: () => Readonly<Record<string, string>>
  /** A bucket that the stored credential signs for. */
  readonly bucket: string
}

/** A running load of clients and of token administration. */
export interface MixedLoad {
  /** The ids of the tokens whose creation was acknowledged. */
  readonly createdTokens: readonly string[]
  /** The ids of the tokens whose revocation was acknowledged. */
  readonly revokedTokens: readonly string[]
  /** How many files were uploaded and downloaded again with signed URLs. */
  readonly files: number
  /** Stops the load, and waits for the actions in progress. */
  stop(): Promise<void>
}

/** Every node refuses a revoked token within this many milliseconds of the acknowledgement. */
const revocationMs = 2000

/** The rate of the limited token, and how many requests a second it allows. */
export const narrowRate = { text: '5/s:5', perSecond: 5 } as const

const operations = ['/awss3/signed-url', '/awss3/signed-url/for-fetch', '/awss3/signed-url/for-upload'] as const
const isSigned = ({ status, signed }: LedgerAnswer) => status === 200 && signed !== undefined
const isRefused = (wanted: number, wantedCode: string) => (answer: LedgerAnswer) =>
  answer.status === wanted && answer.code === wantedCode

/** Signs URLs, creates and revokes tokens, and uses URLs until it is stopped. The ledger records every answer. */
export async function startMixedLoad({ ledger, env, bucket }: MixedLoadOptions): Promise<MixedLoad> {
  const created: string[] = []
  const revoked: CreatedToken[] = []
  let files = 0
  let isOver = false

  async function create(fields: TokenFields): Promise<CreatedToken> {
    const token = await createTokenWithId({ env: env() }, fields)
    created.push(token.id)
    return token
  }

  /** Repeats an action. The pause keeps the load low enough for two cores that also run everything else. */
  async function repeat(what: string, pauseMs: number, act: (round: number) => Promise<unknown>): Promise<void> {
    for (let round = 0; !isOver; round++) {
      await act(round).catch((error: unknown) => ledger.fail(what, error))
      await sleep(pauseMs)
    }
  }

  const sign = (kind: string, token: string, round: number) => {
    const path = operations[round % operations.length] ?? operations[0]
    const params = { bucket, key_name: `${kind}/${round}.txt` }
    return ledger.ask(kind, { token, path, params }, isSigned)
  }

  async function downloadOnly({ token }: CreatedToken, round: number): Promise<void> {
    const params = { bucket, key_name: `narrow/${round}.txt` }
    await ledger.ask('allowed', { token, path: '/awss3/signed-url/for-fetch', params }, isSigned)
    const upload = { token, path: '/awss3/signed-url/for-upload', params }
    await ledger.ask('out of scope', upload, isRefused(403, 'token_not_allowed'))
  }

  async function limit({ token }: CreatedToken): Promise<void> {
    const request = { token, path: '/awss3/signed-url', params: { bucket, key_name: 'limited.txt' } }
    await ledger.ask('limited', request, (answer) => isSigned(answer) || isRefused(429, 'rate_limited')(answer))
  }

  /** The life of a token: every node accepts it as soon as it is made, and no node accepts it 2 s after its revocation. */
  async function liveAndDie(round: number): Promise<void> {
    const token = await create({ name: `brief-${round}` })
    let isRevoking = false
    let acknowledgedAt = Number.POSITIVE_INFINITY
    const isRight = (answer: LedgerAnswer) => {
      if (answer.sentAt > acknowledgedAt + revocationMs) return isRefused(401, 'token_revoked')(answer)
      return isSigned(answer) || (isRevoking && isRefused(401, 'token_revoked')(answer))
    }
    const request = { token: token.token, path: '/awss3/signed-url', params: { bucket, key_name: 'brief.txt' } }
    const use = (async () => {
      while (performance.now() < acknowledgedAt + revocationMs + 500) {
        const kind = performance.now() > acknowledgedAt ? 'after revocation' : 'brief'
        await Promise.all([1, 2].map(() => ledger.ask(kind, request, isRight)))
        await sleep(100)
      }
    })()
    try {
      await sleep(300)
      isRevoking = true
      await revokeToken(token.id, { env: env() })
    } finally {
      acknowledgedAt = performance.now()
      await use
    }
    revoked.push(token)
  }

  async function useRevoked(round: number): Promise<void> {
    const old = revoked[round % revoked.length]
    if (old === undefined) return
    const request = { token: old.token, path: '/awss3/signed-url', params: { bucket, key_name: 'late.txt' } }
    await ledger.ask('revoked', request, isRefused(401, 'token_revoked'))
  }

  async function moveFile({ token }: CreatedToken, round: number): Promise<void> {
    const params = { bucket, key_name: `files/${round}.txt` }
    const content = `file ${round}, ${crypto.randomUUID()}`
    const request = { token, path: '/awss3/signed-url', params: { ...params, type: 'upload' } }
    const upload = await ledger.ask('upload', request, isSigned)
    const download = await ledger.ask('download', { ...request, params }, isSigned)
    if (upload?.signed === undefined || download?.signed === undefined) return
    const stored = await fetch(upload.signed.signedUrl, { method: 'PUT', body: content })
    if (!stored.ok) throw new Error(`S3 refused the upload: ${stored.status} ${await stored.text()}`)
    const answer = await fetch(download.signed.signedUrl)
    const got = await answer.text()
    if (got !== content) throw new Error(`S3 did not return the uploaded content: ${answer.status} ${got}`)
    files++
  }

  const [app, narrow, limited] = await Promise.all([
    create({ name: 'app' }),
    create({ name: 'narrow', allow: [`download:${bucket}/*`] }),
    create({ name: 'limited', rate: narrowRate.text }),
  ])
  const running = [
    ...Array.from({ length: 6 }, (_, client) =>
      repeat('sign', 100, (round) => sign(`sign`, app.token, client + round)),
    ),
    repeat('narrow', 100, (round) => downloadOnly(narrow, round)),
    repeat('limited', 50, () => limit(limited)),
    ...Array.from({ length: 2 }, (_, client) => repeat('tokens', 100, (round) => liveAndDie(2 * round + client))),
    repeat('revoked', 100, useRevoked),
    repeat('files', 100, (round) => moveFile(app, round)),
  ]
  return {
    createdTokens: created,
    get revokedTokens() {
      return revoked.map(({ id }) => id)
    },
    get files() {
      return files
    },
    async stop() {
      isOver = true
      await Promise.all(running)
    },
  }
}
