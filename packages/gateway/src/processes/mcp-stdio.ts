import type { Config } from '../config/config-schema.ts'
import { AppError } from '../core/app-error.ts'
import { version } from '../core/version.ts'
import { bridgeStdio, type PostMessage } from '../mcp/stdio-bridge.ts'
import { openState } from '../open-state.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { openServerLog } from './open-telemetry.ts'

/** How long one answer may take: a little longer than S3 may take to complete an upload. */
const answerLimitMs = 330_000

/** Serves MCP on standard input and output from a gateway that runs elsewhere, until the input ends. @param url its origin */
export async function serveMcpFrom(url: string, token: string): Promise<void> {
  const endpoint = new URL('/mcp', url)
  await bridgeStdio(process.stdin, process.stdout, async (body, headers) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}`, 'user-agent': `signpost-mcp ${version}` },
      body,
      // A token is sent only to the host that the operator named.
      redirect: 'error',
      signal: AbortSignal.timeout(answerLimitMs),
    })
    const contentType = response.headers.get('content-type') ?? ''
    return { status: response.status, contentType, body: await response.text() }
  })
}

/** Serves MCP on standard input and output from the data directory itself, until the input ends. Works beside a running gateway. */
export async function serveMcpInProcess(config: Config, token: string): Promise<void> {
  const state = await openState({ config }, { mayCreate: false })
  try {
    await requireMasterKey(state.database.vault, state.ring)
    // Only warnings are logged: clients show what is on standard error, or treat it as a fault.
    const [{ composeGateway }, logger] = await Promise.all([
      import('../compose.ts'),
      openServerLog({ ...config, logLevel: 'warn' }),
    ])
    const gateway = composeGateway(state, { config, logger })
    await bridgeStdio(process.stdin, process.stdout, createInjection(gateway.app, token))
    await gateway.drain()
  } finally {
    await state.database.close()
  }
}

/** Sends messages to the app without a socket. */
function createInjection(app: import('fastify').FastifyInstance, token: string): PostMessage {
  return async (payload, headers) => {
    const response = await app.inject({
      method: 'POST',
      url: '/mcp',
      headers: {
        ...headers,
        host: 'localhost',
        authorization: `Bearer ${token}`,
        'user-agent': `signpost-mcp ${version}`,
      },
      payload,
      remoteAddress: '127.0.0.1',
    })
    return {
      status: response.statusCode,
      contentType: String(response.headers['content-type'] ?? ''),
      body: response.body,
    }
  }
}

/** Reads the token that the agent acts with. @throws AppError `invalid_request` when the environment has none */
export function readMcpToken(env: Readonly<Record<string, string | undefined>>): string {
  const token = env.SIGNPOST_TOKEN?.trim() ?? ''
  if (token !== '') return token
  throw new AppError('invalid_request', {
    message:
      'SIGNPOST_TOKEN is required: an API token (signpost token create) or a client token, which says what the agent may do',
  })
}
