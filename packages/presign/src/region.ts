const regionName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

// Where no endpoint is set the region becomes part of an AWS host name, and then it has to be one of theirs.
const awsRegionName = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/

/**
 * AWS's partitions: the start of the region names, and the domain that their S3 hosts end with. The same list as
 * `partitions.json` of the AWS SDKs; what is not in it belongs to the commercial partition.
 */
const partitions = [
  { regionPrefix: 'cn-', domain: 'amazonaws.com.cn' },
  { regionPrefix: 'eusc-', domain: 'amazonaws.eu' },
  { regionPrefix: 'us-iso-', domain: 'c2s.ic.gov' },
  { regionPrefix: 'us-isob-', domain: 'sc2s.sgov.gov' },
  { regionPrefix: 'eu-isoe-', domain: 'cloud.adc-e.uk' },
  { regionPrefix: 'us-isof-', domain: 'csp.hci.ic.gov' },
] as const

/**
 * Says what is wrong with a region, or `undefined` when it can be signed for. The text goes after the name of the
 * parameter: "`region` " + "may only contain…".
 *
 * Stores other than AWS have names of their own (`auto`, `garage`, `us-east-1`), so any host name label is allowed.
 */
export function findRegionProblem(region: string): string | undefined {
  if (typeof region !== 'string' || region === '') return 'must be a region name, such as "eu-central-1"'
  if (regionName.test(region)) return undefined
  if (region.length > 63) return 'must have at most 63 characters'
  return 'may only contain lowercase letters, digits and inner hyphens, such as "eu-central-1"'
}

/** As {@link findRegionProblem}, for a region whose host is AWS's own. */
export function findAwsRegionProblem(region: string): string | undefined {
  const problem = findRegionProblem(region)
  if (problem !== undefined || awsRegionName.test(region)) return problem
  return 'must be a region of AWS, such as "eu-central-1": for another store, set its `endpoint`'
}

/**
 * The regional S3 host of AWS, such as `s3.eu-central-1.amazonaws.com`. Always regional, also for us-east-1: the
 * global host answers requests for other regions with a 307, which no CORS preflight survives.
 */
export function formatAwsHost(region: string): string {
  const partition = partitions.find(({ regionPrefix }) => region.startsWith(regionPrefix))
  return `s3.${region}.${partition?.domain ?? 'amazonaws.com'}`
}
