import type { Contestant, Credentials, Sign } from './contestant.ts'
import type { SigningCase } from './signing-case.ts'

// This also runs in Bun and Deno, so it uses nothing of Node's.

/** A contestant with a client for each credential of a case. */
export interface SigningLoop {
  readonly credentials: number
  /** Signs `count` URLs, with the credentials in turn. @returns milliseconds */
  time(count: number): Promise<number>
}

/** Creates a contestant's clients for a case. */
export function createSigningLoop(contestant: Contestant, { request, credentials }: SigningCase): SigningLoop {
  const clients = Math.min(credentials, contestant.maxCredentials ?? credentials)
  const signs = Array.from({ length: clients }, (_, index) => contestant.connect(makeKeys(index)))
  return {
    credentials: clients,
    async time(count) {
      const [first] = signs
      if (first === undefined) throw new RangeError('There is nothing to sign with')
      // A synchronous contestant does not have to wait for promises.
      const isAsync = first(request, new Date()) instanceof Promise
      const startedAt = performance.now()
      let characters = 0
      for (let index = 0; index < count; index++) {
        const sign = signs[index % signs.length] as Sign
        const url = isAsync ? await sign(request, new Date()) : (sign(request, new Date()) as string)
        characters += url.length
      }
      const elapsedMs = performance.now() - startedAt
      // The result is used, so that the engine cannot optimise the work away.
      if (characters === 0) throw new Error('Nothing was signed')
      return elapsedMs
    },
  }
}

/** Creates different key pairs, of the same length as AWS's. */
function makeKeys(index: number): Credentials {
  const digits = String(index).padStart(8, '0')
  return { accessKeyId: `AKIABENCH000${digits}`, secretAccessKey: `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEX${digits}` }
}
