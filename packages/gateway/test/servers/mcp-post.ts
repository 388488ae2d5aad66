/** An answer of the MCP endpoint. */
export interface McpReply {
  readonly status: number
  readonly headers: Headers
  /** The JSON of the body, or of its only event. */
  readonly body: McpBody
}

/** The parts of a JSON-RPC answer that tests read, and of an error from before JSON-RPC. */
export interface McpBody {
  readonly id?: unknown
  readonly result?: Readonly<Record<string, unknown>> & {
    readonly isError?: boolean
    readonly content?: readonly { readonly text: string }[]
    readonly structuredContent?: Readonly<Record<string, unknown>>
  }
  readonly error?: { readonly code: number | string; readonly message: string }
}

/** Sends a body to `/mcp` unchanged. @param body text, or a message */
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

/** A tool call as clients of revision 2025-11-25 send it. */
export function callOf(name: string, args: object = {}, id: unknown = 1): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}
