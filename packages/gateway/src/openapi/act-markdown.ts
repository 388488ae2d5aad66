import { type Act, chooseMethod } from '../admin/act.ts'
import { describeRule } from '../core/schema-problems.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { publishActInput, publishActResult, toActPath } from './act-schema.ts'

/** Renders `docs/admin-acts.md`: every act of administration over HTTP, for people, in Markdown. */
export function renderActsMarkdown(acts: readonly Act[]): string {
  return `# The acts of administration

<!-- Made from the registry of the acts by \`node scripts/generate-docs.ts\`; a test compares the two. -->

[The administration API](admin-api.md) says how to call them, and what applies to all of them. A field in **bold** is required. \`GET
/admin/api/openapi\` has the same for programs, with the full answers.

| act | who | |
|---|---|---|
${acts.map((act) => `| [\`${act.name}\`](#${act.name}) | ${act.role}${act.confirms === true ? ', confirmed' : ''} | ${act.summary} |`).join('\n')}

${acts.map(renderAct).join('\n')}`
}

function renderAct(act: Act): string {
  const { properties, required = [] } = publishActInput(act)
  const rows = Object.entries(properties).map(([name, schema]) => {
    const shown = required.includes(name) ? `**\`${name}\`**` : `\`${name}\``
    return `| ${shown} | ${escapeCell(String(schema.description ?? ''))} | ${escapeCell(toRule(schema))} |`
  })
  const fields = rows.length === 0 ? '' : `\n| field | | |\n|---|---|---|\n${rows.join('\n')}\n`
  const results = Object.keys(publishActResult(act).properties).map((name) => `\`${name}\``)
  return `## ${act.name}

${act.summary}. \`${chooseMethod(act)} ${toActPath(act)}\`
${fields}
Answers ${results.join(', ')}.
`
}

function toRule(schema: JsonSchema): string {
  if (schema.format === 'date-time') return 'a time, ISO 8601'
  const rule = describeRule(schema, (value) => `\`${value}\``) ?? 'text'
  return schema.default === undefined ? rule : `${rule}; \`${schema.default}\` by default`
}

/** Escapes a cell: the line of a table must not contain line ends, or bars other than its own. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
