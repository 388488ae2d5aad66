import type { CallToolResult } from '@modelcontextprotocol/server'
import type { AppError, RenderError } from '../core/app-error.ts'
import { errorTable } from '../core/error-table.ts'
import type { Decision } from '../gate/decision.ts'
import type { Operation } from '../operations/operation.ts'

/** The longest result, in bytes of JSON: everything that a model reads leaves less room for everything else. */
const maxResultBytes = 20_000
/** Up to this size, the result is also in the text, for clients that show a model nothing else. */
const maxTextBytes = 9_000

/**
 * Converts a decision to the result of a tool: structured content and the same as text, or an error with what to do.
 * @param effect the result of a `change` is never refused, because the caller that has begun an upload needs its id
 */
export function toToolResult(
  decision: Decision,
  requestId: string,
  renderError: RenderError,
  effect: Operation['effect'],
): CallToolResult {
  if ('error' in decision) return toToolError(decision.error, requestId, renderError)
  const { result, warnings } = decision
  const whole = warnings.length === 0 ? result : { ...result, warnings }
  const structuredContent = effect === 'change' ? cutParts(whole, warnings) : whole
  const json = JSON.stringify(structuredContent)
  const bytes = Buffer.byteLength(json)
  if (bytes > maxResultBytes) {
    const message = `The result has ${bytes} bytes, but a tool may return at most ${maxResultBytes}. Ask for less in one call: fewer entries, fewer parts, or a smaller \`limit\`. Then go on from there.`
    return { isError: true, content: [{ type: 'text', text: message }] }
  }
  const text =
    bytes > maxTextBytes
      ? `The result has ${bytes} bytes and is in structuredContent. If you cannot see that, ask for less in one call.`
      : json
  return { structuredContent, content: [{ type: 'text', text }] }
}

/** Cuts the list of parts. If URLs contain a session token or a long key, the URLs of the first parts together can be too long. */
function cutParts(result: Readonly<Record<string, unknown>>, warnings: readonly string[]): Record<string, unknown> {
  let cut = { ...result }
  while (Array.isArray(cut.parts) && cut.parts.length > 0 && Buffer.byteLength(JSON.stringify(cut)) > maxResultBytes) {
    const parts = cut.parts.slice(0, -1)
    const warning = `Only the URLs of ${parts.length} parts are here, because more make the result too long: ask multipart_parts for the others.`
    cut = { ...result, parts, warnings: [...warnings, warning] }
  }
  return cut
}

/** Converts an error, with its code and what to do, so that a model can correct its call. */
function toToolError(error: AppError, requestId: string, renderError: RenderError): CallToolResult {
  const { error: body } = renderError(error, requestId)
  const retryAfter = error.headers?.['retry-after']
  const said = {
    ...body,
    whatToDo: errorTable[error.code].whatToDo,
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: Number(retryAfter) }),
  }
  return { isError: true, content: [{ type: 'text', text: JSON.stringify({ error: said }) }] }
}
