import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Signer } from '../samples/sign.ts'

/** The outcome of one request for a signed URL. Times are `performance.now()`. */
export interface ClientAnswer {
  readonly sentAt: number
  readonly endedAt: number
  /** The answer, if it arrived completely. */
  readonly answer?: { readonly status: number; readonly requestId: string; readonly body: string }
  /** Otherwise the code of the connection's error, such as `ECONNRESET`. */
  readonly failure?: string
}

/** A request for a signed URL: who signs, and for what. */
export interface ClientRequest {
  readonly signer: Signer
  /** `bucket=…&key_name=…` */
  readonly query: string
}

/** Clients that each ask for one URL after the other. */
export interface AskingOptions {
  readonly clients: number
  /** Whether a client keeps its connection, or opens a new one for each request. */
  readonly keepAlive: boolean
  /** A client's pause after each answer; none by default. */
  readonly pauseMs?: number
  /** Chooses the next request of a client. @param client from 0 @param request how many the client has sent before */
  choose(client: number, request: number): ClientRequest
  note(answer: ClientAnswer): void
}

/** A client whose connection fails waits before it retries, so that it does not keep the processor busy. */
const refusedPauseMs = 10

/** Longer than any answer may take. After it, the request fails; otherwise the test might never end. */
const patienceMs = 30_000

/**
 * Starts clients that each ask for one URL after the other.
 * @returns a function that stops them, and resolves when the requests in flight have their answers
 */
export function askRepeatedly({ clients, keepAlive, pauseMs = 0, choose, note }: AskingOptions): () => Promise<void> {
  const agent = new Agent({ keepAlive, maxSockets: clients })
  let isStopped = false
  const running = Array.from({ length: clients }, async (_, client) => {
    for (let request = 0; !isStopped; request++) {
      const answer = await askThrough(agent, choose(client, request))
      note(answer)
      const pause = answer.answer === undefined ? refusedPauseMs : pauseMs
      if (pause > 0) await sleep(pause)
    }
  })
  return async () => {
    isStopped = true
    await Promise.all(running)
    agent.destroy()
  }
}

/** Sends one request over the connections of an agent. Never throws: a connection that breaks is an outcome. */
export function askThrough(agent: Agent, { signer, query }: ClientRequest): Promise<ClientAnswer> {
  const sentAt = performance.now()
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ sentAt, endedAt: performance.now(), failure: error.code ?? error.message })
    const place = `${signer.url}/awss3/signed-url?${query}`
    const request = get(place, { agent, headers: { authorization: `Bearer ${signer.token}` } }, (response) => {
      const { statusCode: status = 0, headers } = response
      const requestId = String(headers['x-request-id'] ?? '')
      text(response).then(
        (body) => resolve({ sentAt, endedAt: performance.now(), answer: { status, requestId, body } }),
        fail,
      )
    })
    request.on('error', fail)
    request.setTimeout(patienceMs, () => request.destroy(new Error('no answer')))
  })
}
