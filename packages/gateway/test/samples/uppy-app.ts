import type { FastifyInstance, InjectOptions } from 'fastify'
import type { AuditEvent, MultipartUpload, Token } from '../../src/core/model.ts'
import { clientToken } from '../../src/operations/client-token.ts'
import { createMemoryUploads } from './memory-uploads.ts'
import { createMultipartGate } from './multipart-gate.ts'
import { createSampleApp } from './sample-app.ts'

/** What a {@link createUppyApp} is about. */
export interface UppyAppOptions {
  /** Of the API token; it may upload below `in/` of `my-bucket` unless said otherwise. */
  readonly limits?: Token['limits']
  readonly accountId?: string
  /** The rules of the client token; those of the API token where they are not said. */
  readonly allow?: readonly string[]
  readonly preset?: 'aws' | 'r2' | 'ceph'
  readonly upload?: MultipartUpload
  /** What the store answers, by the name of the call. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/** Uppy's routes over the gate, without a network. */
export interface UppyApp {
  readonly app: FastifyInstance
  /** An API token. */
  readonly token: string
  /** A client token of it. */
  readonly clientToken: string
  /** Asks as Uppy 5 does. @param path behind `/uppy/` */
  ask5(path: string, request?: InjectOptions): Promise<UppyAnswer>
  /** Asks as Uppy 6 does. */
  ask6(path: string, request?: InjectOptions): Promise<UppyAnswer>
  /** What was recorded of Uppy's requests. */
  listEvents(): readonly AuditEvent[]
  readonly asked: ReturnType<typeof createMultipartGate>['asked']
}

/** What a page sees of an answer. */
export interface UppyAnswer {
  readonly status: number
  readonly reason: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what is there
  readonly body: any
}

/** Builds the app; every request is at the time of the samples. */
export async function createUppyApp(options: UppyAppOptions = {}): Promise<UppyApp> {
  const {
    limits = { allow: ['upload:my-bucket/in/*'] },
    accountId = 'acc_1',
    preset = 'aws',
    upload,
    answers = {},
  } = options
  const uploads = createMemoryUploads(...(upload === undefined ? [] : [upload]))
  const { gate, token, ask, events, asked } = createMultipartGate(
    uploads,
    answers,
    { preset, accountId },
    { limits, accountId },
  )
  const app = createSampleApp({ gate })
  const allow = options.allow ?? limits.allow ?? ['upload:my-bucket/in/*']
  const made = await ask(clientToken, {}, { input: { text: {}, json: { allow } } })
  const client = String(made.clientToken)
  const before = events.length

  async function send(url: string, headers: Readonly<Record<string, string>>, request: InjectOptions) {
    const body = request.payload === undefined ? {} : { 'content-type': 'application/json' }
    const response = await app.inject({ ...request, url, headers: { ...headers, ...body, ...request.headers } })
    return { status: response.statusCode, reason: response.statusMessage, body: response.json() }
  }

  return {
    ...{ app, token, clientToken: client, asked },
    listEvents: () => events.slice(before),
    ask5: (path, request = {}) =>
      send(`/uppy/${path}`, { accept: 'application/json', authorization: `Bearer ${client}` }, request),
    ask6: (path, request = {}) => send(`/uppy/${client}/${path}`, { accept: '*/*' }, request),
  }
}
