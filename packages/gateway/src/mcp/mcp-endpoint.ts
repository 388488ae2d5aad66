import type { McpDependencies, McpEndpoint } from './mcp-message.ts'

/** The endpoint. What it is made of is loaded at the first message: few gateways are asked by agents. */
export function createMcpEndpoint(dependencies: McpDependencies): McpEndpoint {
  let endpoint: McpEndpoint | undefined
  return async (message) => {
    const { serveMcp } = await import('./serve-mcp.ts')
    endpoint ??= serveMcp(dependencies)
    return endpoint(message)
  }
}
