import { execFile } from 'node:child_process'
import {
  createPresigner,
  type FormRequest,
  type Presigner,
  type PresignRequest,
  type SignedForm,
} from '@signpost/presign'
import { type CephServer, type CephUser, cephUsers } from '../servers/ceph-server.ts'
import type { SessionKeys } from './session-keys.ts'

/** What an operator has at two in the morning: the parameters of the operation `explain`. */
export interface Given {
  readonly url?: string
  readonly request?: string
  readonly error?: string
  readonly status?: number
}

/** One thing that went wrong on a live Ceph. */
export interface BrokenCase {
  readonly title: string
  /** The codes that the first cause may have. */
  readonly expected: readonly string[]
  /** Text that the first line has to contain. */
  readonly says?: RegExp
  make(stand: Stand): Promise<Given>
}

type Asked = Partial<PresignRequest>

/** The stand on which cases are made. */
export interface Stand {
  readonly ceph: CephServer
  /** Temporary keys that the vault stores. */
  readonly session: SessionKeys
  /** Signs as a user. By default, it signs for `my-bucket` and the key `docs/report.pdf`, for five minutes from now. */
  sign(request?: Asked, by?: Partial<SignerFields>): string
  signForm(form?: Partial<FormRequest>, by?: Partial<SignerFields>): SignedForm
  /** Runs a command in bash. @returns the command, and the output of `curl -i` */
  run(command: string): Promise<Required<Pick<Given, 'request' | 'error'>>>
  /** Sends a request. @returns the URL, and the status and body of the answer */
  send(url: string, init?: RequestInit): Promise<Required<Pick<Given, 'url' | 'error' | 'status'>>>
}

interface SignerUser extends CephUser {
  readonly sessionToken?: string
}

interface SignerFields {
  readonly user: SignerUser
  readonly endpoint: string
  readonly signatureVersion: 'v4' | 'v2'
  readonly addressing: 'path' | 'virtual'
  readonly region: string
}

/** The bucket of all cases. */
export const bucket = 'my-bucket'

/** Builds the stand on a Ceph that has the bucket. */
export function createStand(ceph: CephServer, session: SessionKeys): Stand {
  function choosePresigner(by: Partial<SignerFields>): Presigner {
    const user: SignerUser = by.user ?? cephUsers.alice
    const { endpoint = ceph.endpoint, signatureVersion = 'v4', addressing = 'path' } = by
    const { accessKeyId, secret: secretAccessKey, sessionToken } = user
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
    return createPresigner({ credentials, region: by.region ?? user.region, endpoint, signatureVersion, addressing })
  }
  return {
    ceph,
    session,
    sign(request = {}, by = {}) {
      const usual = {
        method: 'GET',
        bucket,
        key: 'docs/report.pdf',
        expiresInSeconds: 300,
        signedAt: Date.now(),
      } as const
      return choosePresigner(by).presign({ ...usual, ...request }).url
    },
    signForm(form = {}, by = {}) {
      const usual = { bucket, expiresInSeconds: 300, signedAt: Date.now(), maxBytes: 100 }
      const key = form.keyPrefix === undefined ? { key: 'docs/form.pdf' } : {}
      return choosePresigner(by).signForm({ ...usual, ...key, ...form })
    },
    async run(request) {
      const shown = request.replaceAll(/\bcurl /g, 'curl -s -i --max-time 5 ')
      const error = await new Promise<string>((resolve) => {
        execFile('bash', ['-c', shown], (_error, stdout) => resolve(stdout))
      })
      return { request, error }
    },
    async send(url, init) {
      const response = await fetch(url, init)
      return { url, status: response.status, error: await response.text() }
    },
  }
}
