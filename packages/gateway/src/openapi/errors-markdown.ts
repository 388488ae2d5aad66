import { errorTable } from '../core/error-table.ts'

/** `docs/errors.md`: every error code with status, message, cause and cure, in Markdown. */
export function renderErrorsMarkdown(): string {
  const sections = Object.entries(errorTable).map(
    ([code, { status, message, cause, cure }]) => `## ${code}

**${status}.** ${message}

*Cause.* ${cause}

*Cure.* ${cure}
`,
  )
  return `# Errors

<!-- Made from the error table by \`node scripts/generate-docs.ts\`; a test holds the two against each other. -->

Every error is JSON: \`{"error": {"code", "message", "status", "details"?, "requestId", "docs"}}\`. \`code\` is one of those below,
and no other. \`docs\` leads to the same text on the running gateway, at \`/docs/errors\`. \`requestId\` finds the line in its log.

${sections.join('\n')}`
}
