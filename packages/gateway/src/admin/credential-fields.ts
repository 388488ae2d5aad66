import { findEndpointProblem, findRegionProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { actions } from '../core/actions.ts'
import { defineText } from '../core/define-text.ts'
import { presetNames } from '../core/preset.ts'
import { Secret } from '../core/secret.ts'
import { defineTime } from './fields.ts'

/** A secret: a transport puts the text that it was sent into a {@link Secret} before anything else sees it. */
function defineSecret(description: string) {
  return Type.Refine(
    Type.Unsafe<Secret>({ description, writeOnly: true }),
    (value) => value instanceof Secret && value.reveal() !== '' && value.reveal() === value.reveal().trim(),
    () => 'must be a secret text, without space around it',
  )
}

/** The keys of a credential. Keys that are temporary have a session token and an end. */
export const keyFields = {
  accessKeyId: Type.String({
    description: 'Access key ID',
    pattern: '^[\\x21-\\x2e\\x30-\\x7e]{1,128}$',
    'x-rule': 'must have 1 to 128 printable characters, no space and no slash',
  }),
  secretAccessKey: defineSecret('Secret access key'),
  sessionToken: Type.Optional(defineSecret('Session token of temporary keys')),
  expiresAt: Type.Optional(defineTime('End of temporary keys')),
}

/** Which store a credential is for, and how it is asked. */
export const storeFields = {
  region: defineText({ description: 'Region, such as eu-central-1; auto where a store has none' }, findRegionProblem),
  preset: Type.Optional(
    Type.Enum([...presetNames], { description: 'Which store it is for, if its endpoint does not tell' }),
  ),
  endpoint: Type.Optional(
    defineText({ description: 'Endpoint of an S3-compatible store; without it, AWS' }, findEndpointProblem),
  ),
  publicEndpoint: Type.Optional(
    defineText(
      { description: 'Endpoint for the URLs, if clients reach the store by another name' },
      findEndpointProblem,
    ),
  ),
  addressing: Type.Optional(Type.Enum(['virtual', 'path'], { description: 'Bucket in the host name or in the path' })),
  aclPlacement: Type.Optional(Type.Enum(['query', 'header'], { description: 'Where ACLs are signed' })),
  signatureVersion: Type.Optional(
    Type.Enum(['v4', 'v2'], { description: 'v2 only for a store that needs it', default: 'v4' }),
  ),
}

/** What a credential signs for. */
export const useFields = {
  bucketPatterns: Type.Optional(
    Type.Array(
      Type.String({
        description: 'A bucket, or the beginning of names with a * at its end',
        pattern: '^[a-z0-9][a-z0-9._-]{0,221}\\*?$',
        'x-rule': 'must be the name of a bucket, or the beginning of names with a * at its end',
      }),
      { description: 'Buckets that it signs for' },
    ),
  ),
  isDefault: Type.Optional(Type.Boolean({ description: 'Sign for every bucket that no pattern covers' })),
  actions: Type.Optional(
    Type.Array(Type.Enum([...actions], { description: 'An action that it signs for; without any, it signs for all' }), {
      description: 'Actions that it signs for; without any, it signs for all',
      minItems: 1,
      uniqueItems: true,
    }),
  ),
  acceptsOpenStore: Type.Optional(
    Type.Boolean({ description: 'Sign uploads even when the store obeys headers that are not signed' }),
  ),
}

/** Whether a credential is stored without asking its store. */
export const uncheckedField = Type.Optional(
  Type.Boolean({ description: 'Store it without asking the store whether it is good' }),
)

/** How a credential's store is guarded. */
export const guardField = Type.Optional(
  Type.Enum(['refuses', 'signed-away', 'open'], {
    description: 'How its store is kept from obeying headers that are not signed; absent when that is not known',
  }),
)

/** How good something is, as the results have it. */
const stateField = Type.Enum(['good', 'warning', 'bad', 'unknown'])

/** What an examination found. */
export const examinationFields = {
  at: defineTime('When the store was asked'),
  bucket: Type.Optional(Type.String()),
  origin: Type.Optional(Type.String()),
  state: Type.Enum(['good', 'warning', 'bad', 'unknown'], { description: 'The worst of the findings' }),
  findings: Type.Array(
    Type.Object({
      check: Type.String({
        description:
          'secret, keys, renewal, clock, guard, bucket, region, cors, or a right: upload, download, list, delete, multipart',
      }),
      state: stateField,
      message: Type.String(),
      cure: Type.Optional(Type.String({ description: 'What to do about it' })),
    }),
  ),
}
