/** An answer of the endpoint for agents. */
export interface McpReply {
  readonly status: number
  readonly headers: Headers
  /** Its JSON, or that of its only event. */
  readonly body: McpBody
}

/** As much of a JSON-RPC answer as tests look at, and of an error that came before it. */
export interface McpBody {
  readonly id?: unknown
  readonly result?: Readonly<Record<string, unknown>> & {
    readonly isError?: boolean
    readonly content?: readonly { readonly text: string }[]
    readonly structuredContent?: Readonly<Record<string, unknown>>
  }
  readonly error?: { readonly code: number | string; readonly message: string }
}

/** Sends bytes to `/mcp` as they are. @param body text, or a message */
export async function postMcp(
  url: string,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<McpReply> {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  const [, data = text] = /^data: (.*)$/m.exec(text) ?? []
  const isEmpty = data === ''
  return { status: response.status, headers: response.headers, body: isEmpty ? {} : (JSON.parse(data) as McpBody) }
}

/** A call of a tool, as clients of 2025-11-25 send it. */
export function callOf(name: string, args: object = {}, id: unknown = 1): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}
