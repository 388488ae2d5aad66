import type { StateFile } from './state-fields.ts'

const header = `The state of a Signpost installation. \`signpost apply FILE\` makes an installation what it says.
No secret is in it: env:NAME and file:PATH say where one comes from. Put in what is right for you.
The value of a token is not kept anywhere. A token that is new gets one, which goes where \`valueTo\` says.
docs/state-as-code.md says how it is read. Its schema has every field, and completes them in editors: make it by
\`signpost export-state --schema > state-file.schema.json\`, and put this line first, without what stands before it:
  # yaml-language-server: $schema=state-file.schema.json`

/** A state file as YAML, with a comment that says how it is used. */
export async function writeStateFile(state: StateFile): Promise<string> {
  const { stringify } = await import('yaml')
  const comment = header.split('\n').map((line) => `# ${line}`.trimEnd())
  return `${comment.join('\n')}\n\n${stringify(state, { aliasDuplicateObjects: false, lineWidth: 0 })}`
}
