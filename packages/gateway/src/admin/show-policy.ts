import { Type } from 'typebox'
import type { Grant } from '../access/list-grants.ts'
import type { Credential } from '../core/model.ts'
import { formatPattern } from '../tokens/allow-rule.ts'
import { defineAct } from './act.ts'
import { findCredential } from './credential-record.ts'
import { findUses } from './credential-use.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { buildPolicy, findPartition } from './policy-document.ts'
import { escapeForAws, listNeededRights, type NeededRight } from './policy-rights.ts'
import { findStorePolicy } from './store-policies.ts'

/** Writes the smallest policy that lets a credential sign everything that the account's tokens may ask of it. */
export const showPolicy = defineAct({
  name: 'show_policy',
  summary: 'Write the smallest policy for the keys of a credential, from the tokens that use it',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ name: defineName('Name of the credential') }),
  result: Type.Object({
    name: Type.String(),
    kind: Type.Enum(['aws', 'bucket_policy', 'other'], {
      description: '`other`: the store has no policies in the policy language of AWS, as far as is known',
    }),
    documents: Type.Array(
      Type.Object({
        title: Type.String(),
        where: Type.String({ description: 'Where to set it' }),
        text: Type.String({ description: 'The policy, as JSON' }),
      }),
    ),
    advice: Type.Array(Type.String(), { description: 'Further advice, and what the store has instead of policies' }),
    rights: Type.Array(
      Type.Object({
        right: Type.String(),
        resources: Type.Array(Type.String(), { description: 'Buckets and keys; a * matches anything' }),
        neededFor: Type.String(),
        isOptional: Type.Boolean({ description: 'Whether the policy leaves it out' }),
      }),
    ),
    tokens: Type.Integer({ description: 'How many active tokens it was made from' }),
  }),
  async run({ name }, dependencies: Needs<'credentials' | 'tokens' | 'accountId' | 'ring' | 'clock'>) {
    const credential = await findCredential(name, dependencies)
    const grants = new Map<string, Grant>()
    let tokens = 0
    let hasAcls = false
    for await (const use of findUses(credential, dependencies)) {
      tokens++
      const { acls = [] } = use.token.limits
      if (acls.length > 0) hasAcls = true
      for (const grant of use.grants) grants.set(JSON.stringify(grant), grant)
    }
    return { name, tokens, ...describePolicy(credential, [...grants.values()], hasAcls) }
  },
})

function describePolicy(credential: Credential, grants: readonly Grant[], hasAcls: boolean) {
  const { preset, region } = credential
  const policy = findStorePolicy(credential)
  // Ceph 16 supports no variables, so a `?` cannot be escaped there, and matches any character.
  const rights = listNeededRights(grants, preset === 'ceph' ? (text) => text : escapeForAws, hasAcls)
  const needed = rights.filter(({ isOptional }) => !isOptional)
  const needs = {
    actions: new Set(grants.map(({ action }) => action)),
    buckets: [...new Set(grants.map(({ bucket }) => formatPattern(bucket)))],
  }
  const where = policy.advise(needs)
  const kind = ({ user: 'aws', bucket: 'bucket_policy', none: 'other' } as const)[policy.kind]
  const shown = rights.map(({ prefixes: _, ...right }) => ({ ...right, resources: [...right.resources] }))
  if (needed.length === 0) return { kind, documents: [], advice: [nothing], rights: shown }
  const advice = [...(kind === 'other' ? [where] : []), ...listAdvice(credential, grants)]
  if (kind === 'other') return { kind, documents: [], advice, rights: shown }
  const documents =
    kind === 'aws'
      ? [write('The policy of the user', where, needed, { partition: findPartition(preset === 'aws' ? region : '') })]
      : splitByBucket(needed).map(({ bucket, rights: own }) =>
          write(`The policy of the bucket ${bucket}`, where.replaceAll('BUCKET', bucket), own, {
            partition: 'aws',
            principal: 'arn:aws:iam:::user/USER',
          }),
        )
  return { kind, documents, advice, rights: shown }
}

const nothing = 'No active token may use this credential, so its keys need no rights. Create a token first.'

function write(title: string, where: string, rights: readonly NeededRight[], place: Parameters<typeof buildPolicy>[1]) {
  return { title, where, text: JSON.stringify(buildPolicy(rights, place), undefined, 2) }
}

/** Splits rights by bucket, because the policy of a bucket cannot name another bucket. */
function splitByBucket(rights: readonly NeededRight[]) {
  const bucketOf = (resource: string) => resource.split('/')[0] ?? resource
  const buckets = [...new Set(rights.flatMap(({ resources }) => resources.map(bucketOf)))]
  return buckets.map((bucket) => ({
    bucket,
    rights: rights
      .map((right) => ({ ...right, resources: right.resources.filter((resource) => bucketOf(resource) === bucket) }))
      .filter(({ resources }) => resources.length > 0),
  }))
}

function listAdvice({ preset }: Credential, grants: readonly Grant[]): string[] {
  const isAnyBucket = grants.some(({ bucket }) => bucket.isPrefix && bucket.text === '')
  const isMixed = grants.some(({ bucket, key }) => bucket.isPrefix && !(key.isPrefix && key.text === ''))
  return [
    ...(isAnyBucket
      ? [
          'A token may use every bucket, so the policy covers all of them. To narrow it, give the tokens rules, or bind the credential to buckets.',
        ]
      : []),
    ...(isMixed
      ? [
          'A * in a policy also matches slashes. After a prefix of bucket names, it therefore matches a part of the key as well, and the rest of a rule’s key may appear anywhere in the key.',
        ]
      : []),
    ...(preset === 'aws'
      ? [
          'If a bucket is encrypted with a KMS key, the user needs kms:GenerateDataKey on that key for uploads, and kms:Decrypt for downloads and for uploads in parts.',
        ]
      : []),
  ]
}
