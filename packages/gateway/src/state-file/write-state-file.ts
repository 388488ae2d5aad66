import type { StateFile } from './state-fields.ts'

const header = `The state of a Signpost installation. \`signpost apply FILE\` changes an installation to match it.
The file contains no secrets: env:NAME and file:PATH say where a secret comes from. Put in the right references.
The value of a token is not stored. A new token gets a value, which goes where \`valueTo\` says.
docs/state-as-code.md describes this file. Its schema describes every field, so that editors can complete them. Write it with
\`signpost export-state --schema > state-file.schema.json\`, and put this line first in the file, without its first # and the spaces after that:
  # yaml-language-server: $schema=state-file.schema.json`

/** Writes a state file as YAML, with a comment that says how to use it. */
export async function writeStateFile(state: StateFile): Promise<string> {
  const { stringify } = await import('yaml')
  const comment = header.split('\n').map((line) => `# ${line}`.trimEnd())
  return `${comment.join('\n')}\n\n${stringify(state, { aliasDuplicateObjects: false, lineWidth: 0 })}`
}
