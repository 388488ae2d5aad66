import { CLIENT_INFO_META_KEY, createMcpHandler, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { Action } from '../core/actions.ts'
import type { Identity } from '../gate/identify.ts'
import type { RawInput } from '../gate/validate-input.ts'
import { listAllowedActions } from '../tokens/describe-token.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import type { McpDependencies, McpEndpoint, McpMessage } from './mcp-message.ts'
import { createMcpServer, type McpCaller } from './mcp-server.ts'
import { listNeededActions, type McpTool, toTool } from './mcp-tools.ts'
import { toToolResult } from './tool-result.ts'

/** Prepares the tools, and answers messages. Each message has a server of its own, so that no client sees the tools of another. */
export function serveMcp({ operations, gate, resources, renderError }: McpDependencies): McpEndpoint {
  const offered = operations.filter(({ shortFormOf }) => shortFormOf === undefined)
  const offers = offered.map((operation) => ({
    tool: toTool(operation),
    effect: operation.effect,
    decide: gate.bind(operation),
    // A tool that changes something is listed only for tokens that may use it.
    needs: operation.effect === 'change' ? listNeededActions(operation) : [],
  }))

  function toCaller({ client, requestId, json, request }: ReadMessage, identity: Identity): McpCaller {
    const allowed = identity.token === undefined ? [] : listAllowedActions(identity.token)
    return {
      tools: offers.filter(({ needs }) => isSubset(needs, allowed)).map(({ tool }) => tool),
      resources,
      call(name, args) {
        const offer = offers.find(({ tool }) => tool.name === name)
        if (offer === undefined) return undefined
        const mcpClient = nameClient(json, request)
        const decided = offer.decide(
          { ...client, requestId, mcpClient, input: readArguments(args, offer.tool) },
          identity,
        )
        return Promise.resolve(decided).then((decision) => toToolResult(decision, requestId, renderError, offer.effect))
      },
    }
  }

  const handler = createMcpHandler(({ authInfo }) => createMcpServer(authInfo?.extra?.caller as McpCaller))
  return async (message) => {
    const identity = await gate.identify(message.client)
    const { token, rates, refusal } = identity
    // The token comes first: a caller without one learns nothing, not even what is wrong with the body.
    if (refusal !== undefined) throw refusal
    const { json } = message
    if (json === undefined) return { response: undefined, rates }
    if (json.method === 'subscriptions/listen') return { response: refuseListening(json.id), rates }
    const response = await handler.fetch(message.request, {
      parsedBody: json,
      authInfo: toAuthInfo(token, toCaller({ ...message, json }, identity)),
    })
    return { response, rates }
  }
}

/** Reads arguments. Models sometimes write numbers and booleans as texts; such texts are read as in a query. */
function readArguments(args: Readonly<Record<string, unknown>>, { inputSchema }: McpTool): RawInput {
  const { properties } = inputSchema
  const isText = ([name, value]: [string, unknown]): boolean =>
    typeof value === 'string' &&
    Object.hasOwn(properties, name) &&
    ['integer', 'boolean'].includes(String(properties[name]?.type))
  const entries = Object.entries(args)
  const texts = entries.filter((entry): entry is [string, string] => isText(entry))
  return { text: Object.fromEntries(texts), json: Object.fromEntries(entries.filter((entry) => !isText(entry))) }
}

/**
 * Refuses a subscription, because there is nothing to listen for: the lists change only with the version. The SDK would keep a stream open,
 * and every stop of the gateway would wait for that stream.
 */
function refuseListening(id: unknown): Response {
  const error = {
    code: ProtocolErrorCode.MethodNotFound,
    message: 'Method not found: this server announces no changes',
  }
  return Response.json({ jsonrpc: '2.0', id: id ?? null, error }, { status: 404 })
}

/** Makes what the SDK carries to the server of the request. The token itself is not in it. */
function toAuthInfo(token: VerifiedToken | undefined, caller: McpCaller) {
  return { token: '', clientId: token?.id ?? '', scopes: [], extra: { caller } }
}

function isSubset(needs: readonly Action[], allowed: readonly Action[]): boolean {
  return needs.every((action) => allowed.includes(action))
}

/** A message that could be read. */
type ReadMessage = McpMessage & { readonly json: Readonly<Record<string, unknown>> }

/** Finds the name that the client gives itself: in each message since 2026-07-28, before that only in its User-Agent. */
function nameClient(json: ReadMessage['json'], { headers }: Request): string | undefined {
  const { _meta } = (json.params ?? {}) as { _meta?: Readonly<Record<string, unknown>> }
  const info = (_meta?.[CLIENT_INFO_META_KEY] ?? {}) as { name?: unknown; version?: unknown }
  const revision = typeof info.version === 'string' ? info.version : ''
  const said = typeof info.name === 'string' ? `${info.name} ${revision}` : (headers.get('user-agent') ?? '')
  const shown = said
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 100)
  return shown === '' ? undefined : shown
}
