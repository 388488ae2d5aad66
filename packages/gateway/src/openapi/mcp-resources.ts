import type { Operation } from '../operations/operation.ts'

const mimeType = 'text/markdown'

/** Lists the texts that MCP clients may read. Each text is made when a client reads it. */
export function listMcpResources(operations: readonly Operation[]) {
  return [
    {
      uri: 'signpost://reference',
      name: 'reference',
      title: 'API reference',
      description: 'Every operation with its parameters, results and examples',
      mimeType,
      async read() {
        const { renderApiMarkdown } = await import('./api-markdown.ts')
        return renderApiMarkdown(operations)
      },
    },
    {
      uri: 'signpost://errors',
      name: 'errors',
      title: 'Error codes',
      description: 'Every error code with its cause and what to do',
      mimeType,
      async read() {
        const { renderErrorsMarkdown } = await import('./errors-markdown.ts')
        return renderErrorsMarkdown()
      },
    },
  ]
}
