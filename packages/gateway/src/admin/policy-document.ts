import type { NeededRight } from './policy-rights.ts'

/** A policy in the policy language of AWS. IAM User Guide, "IAM JSON policy reference". */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal?: { readonly AWS: readonly string[] }
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: { readonly StringLike: { readonly 's3:prefix': readonly string[] } }
}

/** The partition of a policy, and whom the policy is for. */
export interface PolicyPlace {
  /** `aws`, or another partition of AWS. */
  readonly partition: string
  /** The principal of a bucket policy; absent for a policy that is attached to a user. */
  readonly principal?: string
}

/**
 * Builds the smallest policy that grants the rights. Rights on the same resources share one statement.
 * @param rights must not contain an optional right
 */
export function buildPolicy(rights: readonly NeededRight[], { partition, principal }: PolicyPlace): PolicyDocument {
  const groups = new Map<string, { rights: string[]; sample: NeededRight }>()
  for (const right of rights) {
    const about = JSON.stringify([right.resources, right.prefixes])
    const group = groups.get(about) ?? { rights: [], sample: right }
    group.rights.push(right.right)
    groups.set(about, group)
  }
  return {
    Version: '2012-10-17',
    Statement: [...groups.values()].map(({ rights: names, sample: { resources, prefixes } }, index) => ({
      Sid: `Signpost${index + 1}`,
      Effect: 'Allow',
      ...(principal === undefined ? {} : { Principal: { AWS: [principal] } }),
      Action: names,
      Resource: resources.map((resource) => `arn:${partition}:s3:::${resource}`),
      ...(prefixes === undefined ? {} : { Condition: { StringLike: { 's3:prefix': prefixes } } }),
    })),
  }
}

/** Finds the AWS partition of a region. General Reference, "Amazon Resource Names". */
export function findPartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws'
}
