import { setTimeout as sleep } from 'node:timers/promises'
import { generateToken } from '../../packages/gateway/src/tokens/token-format.ts'
import { openConnection } from '../../packages/gateway/test/servers/open-connection.ts'

const requestsAtOnce = 100
const mostAhead = 300

/** How long the last answers may take. */
const patienceMs = 30_000

/**
 * Floods a gateway over one connection with requests whose tokens are well-formed but unknown. Hundreds of requests are in
 * flight.
 * @returns the number of answers
 */
export async function floodWithBadTokens(url: string, durationMs: number): Promise<number> {
  const socket = await openConnection(url)
  const answers = countAnswers()
  socket.on('error', () => {}).on('data', answers.read)
  // Generated in advance, so that this process has time for its other clients.
  const bytes = Buffer.from(Array.from({ length: requestsAtOnce }, describeRequest).join(''))
  const endsAt = performance.now() + durationMs
  let sent = 0
  for (; performance.now() < endsAt; await sleep(1)) {
    if (sent - answers.count > mostAhead) continue
    socket.write(bytes)
    sent += requestsAtOnce
  }
  while (answers.count < sent && !socket.destroyed && performance.now() < endsAt + patienceMs) await sleep(10)
  socket.destroy()
  return answers.count
}

function describeRequest(): string {
  return `GET /awss3/signed-url?bucket=b&key_name=k HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${generateToken()}\r\n\r\n`
}

/** Counts answers by their first characters, which two chunks may share. */
function countAnswers() {
  const begin = 'HTTP/1.1 '
  let rest = ''
  let count = 0
  return {
    get count() {
      return count
    },
    read(chunk: Buffer) {
      const text = rest + chunk.toString('latin1')
      count += text.split(begin).length - 1
      rest = text.slice(-(begin.length - 1))
    },
  }
}
