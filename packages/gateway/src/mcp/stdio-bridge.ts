import type { Readable, Writable } from 'node:stream'
import { readServerSentEvents } from './server-sent-events.ts'

/** A response of the endpoint. */
export interface EndpointResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Sends a message to the endpoint. @param headers the headers in addition to those of the token */
export type PostMessage = (body: string, headers: Readonly<Record<string, string>>) => Promise<EndpointResponse>

/** The parts of a JSON-RPC message that the bridge looks at. */
interface Message {
  readonly id?: string | number | null
  readonly method?: unknown
  readonly params?: {
    readonly name?: unknown
    readonly uri?: unknown
    readonly _meta?: Readonly<Record<string, unknown>>
  }
  readonly result?: { readonly protocolVersion?: unknown }
}

// JSON-RPC 2.0, section 5.1.
const [parseError, internalError] = [-32_700, -32_603]

const versionKey = 'io.modelcontextprotocol/protocolVersion'

/**
 * Carries the messages of a client on standard input, one on each line, to the endpoint over HTTP, and the answers back. The endpoint has no
 * sessions, so the bridge only remembers the revision that `initialize` agreed on. MCP 2026-07-28 and 2025-11-25, "Transports".
 * @returns when the input has ended and everything is answered
 */
export async function bridgeStdio(input: Readable, output: Writable, post: PostMessage): Promise<void> {
  let agreedVersion: string | undefined
  const pending = new Set<Promise<void>>()
  const write = (message: object) => void output.write(`${JSON.stringify(message)}\n`)

  async function carry(line: string, message: Message | undefined): Promise<void> {
    if (message === undefined) return write(createError(null, parseError, 'The line is not a JSON-RPC message.'))
    const { id } = message
    // A notification is never answered, and neither is the answer to a request that nobody has sent.
    const answer = (reply: object) => (id === undefined || message.method === undefined ? undefined : write(reply))
    try {
      const response = await post(line, listHeaders(message, agreedVersion))
      const replies = readReplies(response)
      for (const reply of replies) {
        const { id: repliedId, result } = reply as Message
        const version = result?.protocolVersion
        if (message.method === 'initialize' && typeof version === 'string') agreedVersion = version
        // The endpoint answers a message that it cannot read without an id, but the client waits for its own id.
        answer(repliedId === null ? { ...reply, id } : reply)
      }
      if (replies.length === 0 && response.status >= 400) answer(toRpcError(id, response))
    } catch (error) {
      answer(createError(id, internalError, `The gateway does not answer: ${(error as Error).message}`))
    }
  }

  for await (const line of readLines(input)) {
    if (line.trim() === '') continue
    const message = parseMessage(line)
    const carried = carry(line, message).finally(() => pending.delete(carried))
    pending.add(carried)
    // Messages after `initialize` need the revision that it agrees on.
    if (message?.method === 'initialize') await carried
  }
  await Promise.all(pending)
}

/** Reads lines that end only at a line feed: `node:readline` also ends them at U+2028, which a text in JSON may contain. */
async function* readLines(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let begun: string[] = []
  for await (const chunk of input) {
    const [first = '', ...others] = decoder.decode(chunk as Buffer, { stream: true }).split('\n')
    begun.push(first)
    for (const other of others) {
      yield begun.join('')
      begun = [other]
    }
  }
  yield begun.join('')
}

function parseMessage(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Lists the headers that must repeat the body since 2026-07-28; before that, only the revision. */
function listHeaders({ method, params }: Message, agreedVersion: string | undefined): Record<string, string> {
  const stated = params?._meta?.[versionKey]
  const version = typeof stated === 'string' ? stated : agreedVersion
  const name = params?.name ?? params?.uri
  const headers = {
    'mcp-protocol-version': version,
    'mcp-method': typeof stated === 'string' && typeof method === 'string' ? method : undefined,
    'mcp-name': typeof stated === 'string' && typeof name === 'string' ? encodeHeader(name) : undefined,
  }
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...Object.fromEntries(given),
  }
}

/** Encodes a value that a header must not contain in base64, as MCP 2026-07-28 requires. */
function encodeHeader(value: string): string {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith('=?base64?')
  return isPlain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`
}

function readReplies({ contentType, body }: EndpointResponse): object[] {
  const texts = contentType.startsWith('text/event-stream') ? readServerSentEvents(body) : [body]
  return texts.flatMap((text) => {
    const reply = parseMessage(text) as { jsonrpc?: unknown } | undefined
    return reply?.jsonrpc === '2.0' ? [reply] : []
  })
}

/** Converts an error that came before MCP, such as that of an unknown token. */
function toRpcError(id: Message['id'], { status, body }: EndpointResponse): object {
  const { error } = (parseMessage(body) ?? {}) as { error?: { code?: unknown; message?: unknown } }
  const message =
    error === undefined ? `The gateway answered with status ${status}.` : `${error.message} (${error.code})`
  return createError(id, internalError, message, error)
}

function createError(id: Message['id'], code: number, message: string, data?: object): object {
  return { jsonrpc: '2.0', id: id ?? null, error: { code, message, ...(data === undefined ? {} : { data }) } }
}
