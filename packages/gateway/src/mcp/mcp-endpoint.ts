import type { McpDependencies, McpEndpoint } from './mcp-message.ts'

/** The endpoint. What it is made of is loaded at the first message: few gateways are asked by agents. */
export function createMcpEndpoint(dependencies: McpDependencies): McpEndpoint {
  let opened: Promise<McpEndpoint> | undefined
  return async (message) => {
    opened ??= import('./serve-mcp.ts')
      .then(({ serveMcp }) => serveMcp(dependencies))
      .catch((error: unknown) => {
        opened = undefined
        throw error
      })
    return (await opened)(message)
  }
}
