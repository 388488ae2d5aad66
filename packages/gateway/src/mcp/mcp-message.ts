import type { RenderError } from '../core/app-error.ts'
import type { Gate } from '../gate/gate.ts'
import type { GateClient } from '../gate/identify.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { Operation } from '../operations/operation.ts'
import type { McpResource } from './mcp-server.ts'

/** One HTTP request to the endpoint, read and bounded. Its Host and Origin have been checked. */
export interface McpMessage {
  readonly client: GateClient
  readonly requestId: string
  /** The JSON-RPC message; undefined when the body is not one. */
  readonly json: Readonly<Record<string, unknown>> | undefined
  /** Method and headers, without the body. */
  readonly request: Request
}

/** The answer to a message. */
export interface McpAnswer {
  /** Undefined when there was no message. */
  readonly response: Response | undefined
  /** What is left of each of the token's rates. */
  readonly rates: readonly RateState[]
}

/** Answers MCP messages over streamable HTTP, without sessions. @throws AppError when the token is not valid, or has used up its rate */
export type McpEndpoint = (message: McpMessage) => Promise<McpAnswer>

/** What the endpoint is made from. */
export interface McpDependencies {
  readonly operations: readonly Operation[]
  readonly gate: Gate
  readonly resources: readonly McpResource[]
  readonly renderError: RenderError
}
