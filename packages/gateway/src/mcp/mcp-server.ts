import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
} from '@modelcontextprotocol/server'
import { version } from '../core/version.ts'
import type { McpTool } from './mcp-tools.ts'
import { uploadPrompt } from './upload-prompt.ts'

/** A text that MCP clients may read. */
export interface McpResource {
  readonly uri: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly mimeType: string
  read(): Promise<string>
}

/** What one request may see and do. */
export interface McpCaller {
  readonly tools: readonly McpTool[]
  readonly resources: readonly McpResource[]
  /** @returns undefined when there is no such tool */
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<CallToolResult> | undefined
}

const instructions = `Signpost hands out S3 signed URLs. File bytes never pass through these tools: a tool returns a URL, and you, the user's browser or a program sends or fetches the bytes directly. Call \`whoami\` first to see which buckets and keys the token may use. A signed URL is a secret until it expires; give it only to the person or program that it is for. An error has a \`code\`, lists every problem in \`details\`, and says \`whatToDo\`: correct the call and try again.`

/** How long a client may cache what it has read. The list of tools depends on the token, so no shared cache may keep it. */
const cacheHints = {
  'tools/list': { ttlMs: 60_000, cacheScope: 'private' },
  'prompts/list': { ttlMs: 3_600_000, cacheScope: 'public' },
  'resources/list': { ttlMs: 3_600_000, cacheScope: 'public' },
  'resources/templates/list': { ttlMs: 3_600_000, cacheScope: 'public' },
  'resources/read': { ttlMs: 3_600_000, cacheScope: 'public' },
  'server/discover': { ttlMs: 3_600_000, cacheScope: 'public' },
} as const

/** Creates an MCP server for one request. Its lists never change on their own, so it announces no changes. */
export function createMcpServer({ tools, resources, call }: McpCaller): Server {
  const server = new Server(
    { name: 'signpost', title: 'Signpost', version },
    { capabilities: { tools: {}, prompts: {}, resources: {} }, instructions, cacheHints },
  )
  server.setRequestHandler('tools/list', () => ({ tools: [...tools] as never[] }))
  server.setRequestHandler('tools/call', async ({ params }) => {
    const result = call(params.name, params.arguments ?? {})
    if (result === undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 100)}`)
    return await result
  })
  server.setRequestHandler('prompts/list', () => ({ prompts: [uploadPrompt.definition] }))
  server.setRequestHandler('prompts/get', ({ params }) => {
    if (params.name !== uploadPrompt.definition.name) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${params.name.slice(0, 100)}`)
    }
    return uploadPrompt.render(params.arguments ?? {})
  })
  server.setRequestHandler('resources/list', () => ({
    resources: resources.map(({ read: _, ...resource }) => resource),
  }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }))
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const resource = resources.find((one) => one.uri === uri)
    if (resource === undefined) throw new ResourceNotFoundError(uri)
    return { contents: [{ uri, mimeType: resource.mimeType, text: await resource.read() }] }
  })
  return server
}
