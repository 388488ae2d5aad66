import { type ConfigKeyEntry, configKeys } from './config-schema.ts'

/** `docs/configuration.md`: every key with its variable, its rule and its default, in Markdown. */
export function renderConfigMarkdown(): string {
  return `# Configuration

Nothing has to be configured. What can be is read from four places, each going before the one on its left:

**defaults < \`signpost.config.json\` < environment < flags**

\`signpost.config.json\` is a JSON object with the keys below, read from the working directory (\`--config FILE\` names another one).
Each secret can also come from the file that the variable with \`_FILE\` at its end names (\`SIGNPOST_MASTER_KEY_FILE\`), as Docker
and Kubernetes mount them. Switches are \`on\` or \`off\` in the environment, \`true\` or \`false\` in the file. Lists are separated by commas in the environment, and arrays in the file.

\`signpost config print\` shows every value and where it came from; secrets are masked. Every problem of a configuration is
reported at once, and the command ends before anything is opened.

| key | variable | default | what it is |
|---|---|---|---|
${configKeys.map(renderRow).join('\n')}

<!-- Made from packages/gateway/src/config/config-schema.ts by scripts/generate-docs.ts. -->
`
}

function renderRow({ key, env, secret, description, schema }: ConfigKeyEntry): string {
  const rule = secret ? 'Secret. ' : ''
  const text = `${rule}${description}${renderBounds(schema)}`.replaceAll('|', '\\|')
  return `| \`${key}\` | \`${env}\` | ${renderDefault(schema.default)} | ${text} |`
}

function renderBounds({ type, enum: values, minimum, maximum }: ConfigKeyEntry['schema']): string {
  if (values !== undefined) return `: ${values.map((value) => `\`${value}\``).join(', ')}`
  return type === 'integer' && minimum !== undefined ? ` (${minimum} to ${maximum})` : ''
}

function renderDefault(value: unknown): string {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return value ? '`on`' : '`off`'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${value.join(',')}\``
  return `\`${value}\``
}
