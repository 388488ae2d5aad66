import { errorTable } from '../core/error-table.ts'
import type { Operation } from '../operations/operation.ts'
import { findProvider } from '../operations/operation-path.ts'
import { type DescribedParam, describeParams } from './describe-params.ts'
import { operationErrors } from './error-responses.ts'
import { renderExampleCommand } from './example-request.ts'
import type { DocumentOptions } from './openapi-document.ts'

/** Renders `llms.txt`: how an AI agent uses the API, in Markdown. A line about a parameter appears only at its first operation. */
export function renderLlmsText(operations: readonly Operation[], { publicUrl }: DocumentOptions): string {
  const origin = publicUrl ?? '$BASE_URL'
  const [first] = operations
  const response = first === undefined ? '' : JSON.stringify({ data: first.examples[0].result })
  const providers = [...new Set(operations.map(({ path }) => findProvider(path)))]
  return `# Signpost

> An HTTP API that hands out S3 signed URLs. One request with an API token answers with a URL that uploads or downloads
> one object, straight to or from S3, until it expires. File bytes never pass through this API.

Base URL: ${publicUrl ?? 'the origin that this file came from; $BASE_URL below'}

## Token

- Send \`Authorization: Bearer at_…\` with every request. Prefer this header: query strings end up in logs and histories.
- Only where a header cannot be set: the query parameter \`api_token\`.
- The token and the signed URLs are secrets. Do not print them where others can read them.

## How to use it

1. Send the request of one operation below. Percent-encode each query value once; a body is JSON.
2. Read \`data\`. For a signed URL, send an HTTP request with \`data.method\` and exactly \`data.headers\` to \`data.signedUrl\`, unchanged. For an
   upload, the body is the file, and any Content-Type may be sent. Do not send the API token to that URL.
3. Use the URL before \`data.expiresAt\`; after that, ask for a new one. A signed URL cannot be renewed or revoked.
4. If there are \`data.warnings\`, read them: something was ignored, or could not be checked.

## Operations

${renderOperations(operations, origin).join('\n\n')}

## Response

\`\`\`json
${response}
\`\`\`

## Errors

\`{"error": {"code", "message", "status", "details"?, "requestId", "docs"}}\`. Decide by \`code\`. \`details\` lists every problem with a
parameter, and what would be right: correct them all, and send the request again. Repeat an unchanged request only after 429 (wait for
\`Retry-After\` seconds), 500 and 503 (a few times, each time after a longer pause); repeating any other request changes nothing.

${[...operationErrors].map(([status, codes]) => `- ${status}. ${codes.map((code) => `\`${code}\`: ${errorTable[code].whatToDo}`).join(' ')}`).join('\n')}

## Documents

${providers.map((provider) => `- OpenAPI 3.1: ${origin}/${provider}/openapi (3.0, path parameters in the query: ${origin}/${provider}/definition)`).join('\n')}
- Every error, its cause and what to do: ${origin}/docs/errors
- The whole reference as text: ${origin}/llms-full.txt
- The same operations as MCP tools, with the same token: ${origin}/mcp
`
}

function renderOperations(operations: readonly Operation[], origin: string): string[] {
  const said = new Set<string>()
  return operations.map((operation) => {
    const lines = describeParams(operation).map((param) => ({ name: param.name, line: renderParam(param) }))
    const repeated = lines.filter(({ line }) => said.has(line)).map(({ name }) => `\`${name}\``)
    const params = lines.filter(({ line }) => !said.has(line)).map(({ line }) => line)
    for (const line of params) said.add(line)
    if (repeated.length > 0) params.push(`- As above: ${repeated.join(', ')}.`)
    return `### ${operation.method} ${operation.path}

${operation.summary}.

${params.join('\n')}

\`\`\`sh
${operation.examples.map((example) => renderExampleCommand(operation, example, origin)).join('\n')}
\`\`\``
  })
}

function renderParam({ name, isRequired, place, description, rule, defaultText }: DescribedParam): string {
  const need = isRequired ? 'required' : defaultText === undefined ? 'optional' : `default \`${defaultText}\``
  return `- \`${name}\` (${place === 'query' ? '' : `in the ${place}, `}${need}): ${rule}. ${description}.`
}
