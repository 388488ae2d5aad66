import type { McpDependencies, McpEndpoint } from './mcp-message.ts'

/** Creates the endpoint. Its code is loaded at the first message, because agents use few gateways. */
export function createMcpEndpoint(dependencies: McpDependencies): McpEndpoint {
  let endpoint: McpEndpoint | undefined
  return async (message) => {
    const { serveMcp } = await import('./serve-mcp.ts')
    endpoint ??= serveMcp(dependencies)
    return endpoint(message)
  }
}
