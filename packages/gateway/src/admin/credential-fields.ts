import { findEndpointProblem, findRegionProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { actions } from '../core/actions.ts'
import { defineText } from '../core/define-text.ts'
import { presetNames } from '../core/preset.ts'
import { Secret } from '../core/secret.ts'
import { defineTime } from './fields.ts'

/** A field for a secret. A transport wraps the text that it receives in a {@link Secret} before any other code sees it. */
function defineSecret(description: string) {
  return Type.Refine(
    Type.Unsafe<Secret>({ description, writeOnly: true }),
    (value) => value instanceof Secret && value.reveal() !== '' && value.reveal() === value.reveal().trim(),
    () => 'must be a secret text, without spaces at its ends',
  )
}

/** The keys of a credential. Temporary keys have a session token and an end. */
export const keyFields = {
  accessKeyId: Type.String({
    description: 'Access key ID',
    pattern: '^[\\x21-\\x2e\\x30-\\x7e]{1,128}$',
    'x-rule': 'must have 1 to 128 ASCII characters, no space and no slash',
  }),
  secretAccessKey: defineSecret('Secret access key'),
  sessionToken: Type.Optional(defineSecret('Session token of temporary keys')),
  expiresAt: Type.Optional(defineTime('When temporary keys expire')),
}

/** The store of a credential, and how requests to it are made. */
export const storeFields = {
  region: defineText(
    { description: 'Region, such as eu-central-1; auto for a store without regions' },
    findRegionProblem,
  ),
  preset: Type.Optional(
    Type.Enum([...presetNames], { description: 'Which store it is for, if its endpoint does not show this' }),
  ),
  endpoint: Type.Optional(
    defineText({ description: 'Endpoint of an S3-compatible store; by default AWS' }, findEndpointProblem),
  ),
  publicEndpoint: Type.Optional(
    defineText(
      { description: 'Endpoint for the URLs, if clients reach the store under another name' },
      findEndpointProblem,
    ),
  ),
  addressing: Type.Optional(Type.Enum(['virtual', 'path'], { description: 'Bucket in the host name or in the path' })),
  aclPlacement: Type.Optional(Type.Enum(['query', 'header'], { description: 'Where ACLs are signed' })),
  signatureVersion: Type.Optional(
    Type.Enum(['v4', 'v2'], { description: 'v2 only for a store that needs it', default: 'v4' }),
  ),
}

/** The requests that a credential signs for. */
export const useFields = {
  bucketPatterns: Type.Optional(
    Type.Array(
      Type.String({
        description: 'A bucket, or a prefix of bucket names with a * at its end',
        pattern: '^[a-z0-9][a-z0-9._-]{0,221}\\*?$',
        'x-rule': 'must be the name of a bucket, or a prefix of names with a * at its end',
      }),
      { description: 'Buckets that it signs for' },
    ),
  ),
  isDefault: Type.Optional(Type.Boolean({ description: 'Sign for every bucket that no pattern covers' })),
  actions: Type.Optional(
    Type.Array(Type.Enum([...actions], { description: 'An action that it signs for; by default all' }), {
      description: 'Actions that it signs for; by default all',
      minItems: 1,
      uniqueItems: true,
    }),
  ),
  acceptsOpenStore: Type.Optional(
    Type.Boolean({ description: 'Sign uploads even if the store obeys unsigned headers' }),
  ),
}

/** Whether a credential is stored without asking the store. */
export const uncheckedField = Type.Optional(
  Type.Boolean({ description: 'Store it without asking the store whether it works' }),
)

/** How a credential's store guards uploads against unsigned headers. */
export const guardField = Type.Optional(
  Type.Enum(['refuses', 'signed-away', 'open'], {
    description: 'What keeps its store from obeying unsigned headers; absent if this is unknown',
  }),
)

/** The state of a finding. */
const stateField = Type.Enum(['good', 'warning', 'bad', 'unknown'])

/** The result of an examination. */
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
