import { type Static, type TSchema, Type } from 'typebox'
import { roleField } from '../admin/administrator-fields.ts'
import { keyFields, storeFields, useFields } from '../admin/credential-fields.ts'
import { sourceFields } from '../admin/credential-source.ts'
import { defineName } from '../admin/fields.ts'
import { restrictionFields, subjectField } from '../admin/token-record.ts'
import { findCommandProblem } from '../core/command-words.ts'
import { defineText } from '../core/define-text.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import { publishBounds } from '../operations/published-schema.ts'

const referencePattern = /^(env:[A-Za-z_][A-Za-z0-9_]{0,127}|file:.{1,1024})$/

/** Defines a reference to a secret: `env:` and the name of a variable, or `file:` and a path. The file never contains the secret. */
function defineReference(description: string) {
  const bounds = publishBounds({ pattern: referencePattern.source })
  return defineText({ description: `${description}: env:NAME or file:PATH`, ...bounds }, (text) =>
    referencePattern.test(text)
      ? undefined
      : 'must say where the secret is, not contain it: env:NAME for an environment variable, file:PATH for a file',
  )
}

function defineMoment(description: string) {
  return defineText({ description: `${description}: 2027-01-31 or 2027-01-31T18:00:00Z` }, (text) =>
    parseIsoTime(text) === undefined ? 'must be a date (2027-01-31) or a time (2027-01-31T18:00:00Z)' : undefined,
  )
}

const formerNameField = Type.Optional(
  defineName('Its former name: the entry with this name is renamed, instead of creating a new one'),
)

/** The fields of a credential in a state file. */
export const credentialFields = {
  accessKeyId: Type.Optional(keyFields.accessKeyId),
  secretAccessKey: Type.Optional(defineReference('Where the secret access key is')),
  sessionToken: Type.Optional(defineReference('Where the session token of temporary keys is')),
  expiresAt: Type.Optional(defineMoment('When temporary keys expire')),
  ...sourceFields,
  source: Type.Optional(defineName('The credential of the same account that assumes the role')),
  ...storeFields,
  ...useFields,
  isDefault: Type.Optional(
    Type.Boolean({
      description:
        'Sign for every bucket that no pattern covers. If absent, an existing credential keeps its value, and a new one becomes the default if it has no buckets and there is no other default',
    }),
  ),
  formerName: formerNameField,
}

const handoverFields = {
  file: Type.Optional(
    Type.String({ description: 'A file to create with mode 0600; it is never overwritten', minLength: 1 }),
  ),
  command: Type.Optional(
    defineText(
      { description: 'A command that gets the value on its standard input; it runs without a shell' },
      findCommandProblem,
    ),
  ),
}

/** The fields of a token in a state file. */
export const tokenFields = {
  ...restrictionFields,
  expiresAt: Type.Optional(defineMoment('When the token expires')),
  oidcSubject: subjectField,
  valueTo: Type.Optional(
    Type.Refine(
      Type.Object(handoverFields, {
        description: 'Where the value of a new token goes. The value is not stored, so this happens only once',
        additionalProperties: false,
        'x-rule': 'must be {file: PATH} or {command: COMMAND}',
      }),
      (value) => Object.keys(value as object).length === 1,
      () => 'must be {file: PATH} or {command: COMMAND}',
    ),
  ),
  formerName: formerNameField,
}

/** The fields of an account in a state file, except its credentials and tokens. */
export const accountFields = { formerName: formerNameField }

/** The fields of an administrator in a state file, whose key is the email address. */
export const administratorFields = {
  role: roleField,
  account: Type.Optional(
    defineName('The account that an operator or an auditor administers; an owner administers all'),
  ),
}

/** A credential in a state file. */
export type StateCredential = FieldsOf<typeof credentialFields>
/** A token in a state file. */
export type StateToken = FieldsOf<typeof tokenFields>

/** An administrator in a state file. */
export type StateAdministrator = FieldsOf<typeof administratorFields>

/** An account in a state file. An absent section is ignored; an empty section means that the account should have none. */
export interface StateAccount extends FieldsOf<typeof accountFields> {
  readonly credentials?: Entries<StateCredential>
  readonly tokens?: Entries<StateToken>
}

/** The checked content of a state file. */
export interface StateFile {
  readonly version: typeof stateVersion
  readonly accounts?: Entries<StateAccount>
  /** The administrators by their email addresses. */
  readonly administrators?: Entries<StateAdministrator>
}

/** The version of the file format that this Signpost reads. */
export const stateVersion = 1

/** Entries by their names. */
export type Entries<Entry> = Readonly<Record<string, Entry>>

type FieldsOf<Fields extends Record<string, TSchema>> = Static<ReturnType<typeof Type.Object<Fields>>>
