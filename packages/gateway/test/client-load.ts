import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Signer } from './sign.ts'

/** Requests that come one after the other, from several clients at once. */
export interface ClientLoad {
  /** How often each outcome came: a status, or the code of an error. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Lets the requests that are under way finish. */
  stop(): Promise<void>
}

/**
 * Asks for signed URLs without a pause until it is stopped.
 * @param keepAlive whether a client keeps its connection, or takes a new one for each request
 */
export function startLoad({ url, token }: Signer, clients: number, keepAlive: boolean): ClientLoad {
  const agent = new Agent({ keepAlive, maxSockets: clients })
  const outcomes = new Map<string, number>()
  let isStopped = false

  function ask(): Promise<string> {
    return new Promise((resolve) => {
      const place = `${url}/awss3/signed-url?bucket=one-bucket&key_name=a.txt`
      const request = get(place, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
        text(response).then(
          () => resolve(String(response.statusCode)),
          (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message),
        )
      })
      request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })
  }

  const running = Array.from({ length: clients }, async () => {
    while (!isStopped) {
      const outcome = await ask()
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  })
  return {
    outcomes,
    async stop() {
      isStopped = true
      await Promise.all(running)
      agent.destroy()
    },
  }
}
