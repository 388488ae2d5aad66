/** The canned ACLs of S3 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl). */
export const cannedAcls = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
] as const

/** One of {@link cannedAcls}. */
export type CannedAcl = (typeof cannedAcls)[number]

/** Says what is wrong with an ACL for a method, or `undefined`. The text goes after the name of the parameter. */
export function findAclProblem(acl: string, method: string): string | undefined {
  if (!(cannedAcls as readonly string[]).includes(acl)) return `must be one of ${cannedAcls.join(', ')}`
  if (method !== 'PUT' && method !== 'POST') return `can only be set with PUT or POST: leave it out for ${method}`
  return undefined
}
