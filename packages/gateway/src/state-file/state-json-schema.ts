import { type TObject, Type } from 'typebox'
import { ownEmailPattern } from '../core/administrator.ts'
import { namePattern } from '../core/ids.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'
import { accountFields, administratorFields, credentialFields, stateVersion, tokenFields } from './state-fields.ts'

/**
 * Renders the JSON Schema (2020-12) of a state file, for editors. It covers less than the reader checks: the grammars of rules,
 * endpoints and rates, and relations between fields, exist only as code.
 */
export function renderStateSchema(): JsonSchema {
  const credential = closeObject(Type.Object(credentialFields, { description: 'An S3 credential' }))
  const token = closeObject(
    Type.Object(tokenFields, { description: 'An API token: without `allow`, it may do everything' }),
  )
  const account = closeObject(
    Type.Object({
      ...accountFields,
      credentials: Type.Optional(defineEntries(credential, 'Credentials by their names; ignored if absent')),
      tokens: Type.Optional(defineEntries(token, 'Tokens by their names; ignored if absent')),
    }),
  )
  const administrator = closeObject(Type.Object(administratorFields, { description: 'An administrator' }))
  const file = closeObject(
    Type.Object({
      version: Type.Literal(stateVersion, { description: 'Form of the file' }),
      accounts: Type.Optional(defineEntries(account, 'Accounts by their names; `default` always exists')),
      administrators: Type.Optional(
        defineEntries(administrator, 'Administrators by their email addresses; ignored if absent', ownEmailPattern),
      ),
    }),
  )
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'State of a Signpost installation',
    description: 'What `signpost apply` reads and `signpost export-state` writes: docs/state-as-code.md',
    ...publishSchema(file),
  }
}

/** Formats the schema as a file. */
export function formatStateSchema(): string {
  return `${JSON.stringify(renderStateSchema(), undefined, 2)}\n`
}

function closeObject(schema: TObject): TObject {
  return Type.Object(schema.properties, { ...pickDescription(schema), additionalProperties: false })
}

function pickDescription({ description }: TObject & { readonly description?: string }) {
  return description === undefined ? {} : { description }
}

function defineEntries(entry: TObject, description: string, pattern = namePattern) {
  return Type.Record(Type.String({ pattern }), entry, { description, additionalProperties: false })
}
