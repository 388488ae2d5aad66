import type { FastifyInstance, InjectOptions } from 'fastify'
import type { AuditEvent, MultipartUpload, Token } from '../../src/core/model.ts'
import { clientToken } from '../../src/operations/client-token.ts'
import { createMemoryUploads } from './memory-uploads.ts'
import { createMultipartGate } from './multipart-gate.ts'
import { createSampleApp } from './sample-app.ts'

/** The options of {@link createUppyApp}. */
export interface UppyAppOptions {
  /** The limits of the API token; by default it may upload below `in/` in `my-bucket`. */
  readonly limits?: Token['limits']
  readonly accountId?: string
  /** The rules of the client token; by default those of the API token. */
  readonly allow?: readonly string[]
  readonly preset?: 'aws' | 'r2' | 'ceph'
  readonly upload?: MultipartUpload
  /** The store's answers, by the name of the call. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/** Uppy's routes on top of the gate, without a network. */
export interface UppyApp {
  readonly app: FastifyInstance
  /** An API token. */
  readonly token: string
  /** A client token of the API token. */
  readonly clientToken: string
  /** Sends a request as Uppy 5 does. @param path after `/uppy/` */
  ask5(path: string, request?: InjectOptions): Promise<UppyAnswer>
  /** Sends a request as Uppy 6 does. */
  ask6(path: string, request?: InjectOptions): Promise<UppyAnswer>
  /** The audit events of Uppy's requests. */
  listEvents(): readonly AuditEvent[]
  readonly asked: ReturnType<typeof createMultipartGate>['asked']
}

/** The parts of an answer that a web page sees. */
export interface UppyAnswer {
  readonly status: number
  readonly reason: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the fields that it expects
  readonly body: any
}

/** Builds the app. Every request happens at {@link sampleTime}. */
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
