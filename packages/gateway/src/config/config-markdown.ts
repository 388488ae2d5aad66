import { type ConfigKeyEntry, configKeys } from './config-schema.ts'

/** `docs/configuration.md`: every key with its variable, its rule and its default, in Markdown. */
export function renderConfigMarkdown(): string {
  return `# Configuration

Every setting, for operators: its key, its variable, its default and what it does. Nothing has to be configured. Settings
come from four places; each overrides those on its left:

**defaults < \`signpost.config.json\` < environment < flags**

\`signpost.config.json\` is a JSON object with the keys below, read from the working directory (\`--config FILE\` names another one).
Each secret can also come from a file, as Docker and Kubernetes mount them: a variable that ends with \`_FILE\`
(\`SIGNPOST_MASTER_KEY_FILE\`) names the file. In the environment a switch is \`on\` or \`off\` (or \`true\`, \`false\`, \`1\`, \`0\`), and a list
is separated by commas. In \`signpost.config.json\` a switch is \`true\` or \`false\`, and a list is an array.

\`signpost config print\` shows every value and where it came from; secrets are masked. When a configuration has problems, a command
reports all of them at once and ends before it opens anything; \`config print\` and \`doctor\` still work. Signpost warns about a variable
that begins with \`SIGNPOST_\` and is not a setting, on standard error or in the log. It does not warn about the variables that Kubernetes
sets for a Service.

| key | variable | default | what it is |
|---|---|---|---|
${configKeys.map(renderRow).join('\n')}

<!-- Made from packages/gateway/src/config/config-schema.ts by scripts/generate-docs.ts. -->
`
}

function renderRow({ key, env, schema }: ConfigKeyEntry): string {
  const text = `${schema.secret ? 'Secret. ' : ''}${schema.description}${renderBounds(schema)}`.replaceAll('|', '\\|')
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
