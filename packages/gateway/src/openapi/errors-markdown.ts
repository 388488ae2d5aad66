import { errorTable } from '../core/error-table.ts'

/** Renders `docs/errors.md`: every error code with status, message, cause and what to do, in Markdown. */
export function renderErrorsMarkdown(): string {
  const sections = Object.entries(errorTable).map(
    ([code, { status, message, cause, whatToDo }]) => `## ${code}

**${status}.** ${message}

*Cause.* ${cause}

*What to do.* ${whatToDo}
`,
  )
  return `# Errors

<!-- Made from the error table by \`node scripts/generate-docs.ts\`; a test compares the two. -->

Every error is JSON: \`{"error": {"code", "message", "status", "details"?, "requestId", "docs"}}\`. \`code\` is always one of
those below. \`docs\` links to the same text on the running gateway, at \`/docs/errors\`. \`requestId\` identifies the line in the gateway's log.

${sections.join('\n')}`
}
