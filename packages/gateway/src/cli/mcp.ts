import { AppError } from '../core/app-error.ts'
import { type CommonOptions, createCommand, openCommand } from './common-options.ts'

/** `signpost mcp`: serves the tools for agents over standard input and output. */
export const mcp = createCommand(
  'mcp',
  'serve the tools for agents (MCP) on standard input and output, with the token in SIGNPOST_TOKEN: from the gateway at SIGNPOST_URL if it is set, otherwise from the data directory',
).action(async (options: CommonOptions) => {
  const { readMcpToken, serveMcpFrom, serveMcpInProcess } = await import('../processes/mcp-stdio.ts')
  const token = readMcpToken(process.env)
  const url = process.env.SIGNPOST_URL?.trim() ?? ''
  if (url === '') {
    // Standard output belongs to the protocol: notes go to standard error.
    const { config } = openCommand({ ...options, json: false })
    return serveMcpInProcess(config, token)
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new AppError('invalid_request', {
      message: 'SIGNPOST_URL must be the origin of a gateway: https://signpost.example.com',
    })
  }
  return serveMcpFrom(url, token)
})
