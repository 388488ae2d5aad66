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

/** Where a secret is: `env:` and the name of a variable, or `file:` and a path. The file never has the secret itself. */
function defineReference(description: string) {
  const bounds = publishBounds({ pattern: referencePattern.source })
  return defineText({ description: `${description}: env:NAME or file:PATH`, ...bounds }, (text) =>
    referencePattern.test(text)
      ? undefined
      : 'must say where the secret is, and not be it: env:NAME for an environment variable, file:PATH for a file',
  )
}

function defineMoment(description: string) {
  return defineText({ description: `${description}: 2027-01-31 or 2027-01-31T18:00:00Z` }, (text) =>
    parseIsoTime(text) === undefined ? 'must be a date (2027-01-31) or a time (2027-01-31T18:00:00Z)' : undefined,
  )
}

const formerNameField = Type.Optional(
  defineName('Its former name: what has that name gets the new one, and is not made anew'),
)

/** The fields of a credential in a state file. */
export const credentialFields = {
  accessKeyId: Type.Optional(keyFields.accessKeyId),
  secretAccessKey: Type.Optional(defineReference('Where the secret access key is')),
  sessionToken: Type.Optional(defineReference('Where the session token of temporary keys is')),
  expiresAt: Type.Optional(defineMoment('End of temporary keys')),
  ...sourceFields,
  source: Type.Optional(defineName('The credential of the same account that assumes the role')),
  ...storeFields,
  ...useFields,
  isDefault: Type.Optional(
    Type.Boolean({
      description:
        'Sign for every bucket that no pattern covers. Without it a new credential becomes the default when it has no buckets and there is no other default, and an old one stays what it is',
    }),
  ),
  formerName: formerNameField,
}

const handoverFields = {
  file: Type.Optional(
    Type.String({ description: 'A file that is made with mode 0600, and never written over', minLength: 1 }),
  ),
  command: Type.Optional(
    defineText(
      { description: 'A command that gets the value on its standard input; it is run without a shell' },
      findCommandProblem,
    ),
  ),
}

/** The fields of a token in a state file. */
export const tokenFields = {
  ...restrictionFields,
  expiresAt: Type.Optional(defineMoment('When the token ends')),
  oidcSubject: subjectField,
  valueTo: Type.Optional(
    Type.Refine(
      Type.Object(handoverFields, {
        description: 'Where the value of a new token goes, this once: it is not kept',
        additionalProperties: false,
        'x-rule': 'must be {file: PATH} or {command: COMMAND}',
      }),
      (value) => Object.keys(value as object).length === 1,
      () => 'must be {file: PATH} or {command: COMMAND}',
    ),
  ),
  formerName: formerNameField,
}

/** The fields of an account in a state file, but for what it owns. */
export const accountFields = { formerName: formerNameField }

/** The fields of an administrator in a state file, by the email address. */
export const administratorFields = {
  role: roleField,
  account: Type.Optional(
    defineName('The account that an operator or an auditor administers; an owner administers all'),
  ),
}

/** A credential, as the file has it. */
export type StateCredential = FieldsOf<typeof credentialFields>
/** A token, as the file has it. */
export type StateToken = FieldsOf<typeof tokenFields>

/** An administrator, as the file has it. */
export type StateAdministrator = FieldsOf<typeof administratorFields>

/** An account, as the file has it. What is absent is not looked at; what is empty is to have none. */
export interface StateAccount extends FieldsOf<typeof accountFields> {
  readonly credentials?: Entries<StateCredential>
  readonly tokens?: Entries<StateToken>
}

/** What a state file says, checked. */
export interface StateFile {
  readonly version: typeof stateVersion
  readonly accounts?: Entries<StateAccount>
  /** By their email addresses. */
  readonly administrators?: Entries<StateAdministrator>
}

/** The form of the file that this Signpost reads. */
export const stateVersion = 1

/** Entries by their names. */
export type Entries<Entry> = Readonly<Record<string, Entry>>

type FieldsOf<Fields extends Record<string, TSchema>> = Static<ReturnType<typeof Type.Object<Fields>>>
