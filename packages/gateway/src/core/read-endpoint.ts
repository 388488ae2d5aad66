import type { PresetName } from './model.ts'
import { presetNames, presets } from './store-table.ts'
import type { Preset } from './stores/store.ts'

/** What an endpoint turned out to be. `problem` follows the name of the field: "`endpoint` " + "must not contain the bucket…". */
export type EndpointReading =
  /** One of a store's own endpoints. */
  | {
      readonly kind: 'own'
      readonly preset: PresetName
      /** The form of the endpoint in the store's row, such as `s3.{region}.wasabisys.com`. */
      readonly form: string
      /** The region of the endpoint, if it names one. */
      readonly region: string | undefined
    }
  /** A host that no row of the table claims. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly preset: PresetName; readonly problem: string }

/**
 * Finds the store that an endpoint belongs to, and checks that it is an S3 endpoint: people paste the address of a bucket, of a
 * console, or of a CDN.
 * @param endpoint must have passed `findEndpointProblem`
 */
export function readEndpoint(endpoint: string): EndpointReading {
  const url = new URL(endpoint)
  // A dot at the end makes a name absolute, but it is still the same name.
  const host = url.hostname.replace(/\.$/, '')
  const match = findForm(host)
  if (match !== undefined) return readOwn(match, url, host)
  for (const name of presetNames) {
    const { title, domains, lookalikes = [], endpoints } = presets[name]
    const what = lookalikes.find(([pattern]) => pattern.test(host))?.[1]
    const isOwnDomain = domains.some((domain) => host === domain || host.endsWith(`.${domain}`))
    if (what === undefined && !isOwnDomain) continue
    const reason = what === undefined ? 'is not one of its S3 endpoints' : `is ${what}`
    const problem = `must be the S3 endpoint of ${title}, ${showForm(endpoints[0] ?? '')}: ${host} ${reason}`
    return { kind: 'wrong', preset: name, problem }
  }
  return { kind: 'unknown' }
}

/** Fills in the endpoint that a store has for a region. @returns undefined where each account or installation has its own endpoint */
export function fillEndpoint({ endpoints }: Preset, region: string): string | undefined {
  const [form] = endpoints
  const filled = form?.replace('{region}', region)
  return filled === undefined || filled.includes('{') ? undefined : `https://${filled}`
}

/**
 * Whether an endpoint is a regional host whose region is replaced by the bucket's region: one of AWS's dual-stack and FIPS
 * hosts. (AWS's plain hosts are not stored as an endpoint, because the gateway uses them anyway.)
 */
export function followsRegion(preset: PresetName, endpoint: string): boolean {
  return (
    preset === 'aws' && /^https?:\/\/s3(?:\.dualstack|-fips(?:\.dualstack)?)\.[a-z0-9-]+\.amazonaws\./.test(endpoint)
  )
}

/** A host that one of the stores has. */
interface FormMatch {
  readonly preset: PresetName
  readonly form: string
  /** The part before the endpoint's own host, which is a bucket. */
  readonly bucket: string | undefined
  readonly region: string | undefined
}

/** Finds the form that leaves the shortest rest: in `my-bucket.ACCOUNT.eu.r2…` the account stands before `eu`. */
function findForm(host: string): FormMatch | undefined {
  let best: FormMatch | undefined
  for (const { preset, form, pattern, region } of forms) {
    const match = pattern.exec(host)
    if (match === null) continue
    const bucket = match.groups?.bucket?.slice(0, -1)
    if (best !== undefined && (bucket?.length ?? 0) >= (best.bucket?.length ?? 0)) continue
    best = { preset, form, bucket, region: region ?? match.groups?.region }
  }
  return best
}

const label = '[a-z0-9-]+'

/** Finds the store that the host of a URL belongs to, and the bucket in front of it. @param host without a port */
export function findHost(host: string): (FormMatch & { readonly path: string }) | undefined {
  const match = findForm(host)
  return match === undefined ? undefined : { ...match, path: splitForm(match.form).path }
}

/** Every form of every row, those with a region of their own first. */
const forms = presetNames.flatMap((preset) => {
  const { endpoints, endpointRegions = {}, regionPattern } = presets[preset]
  const fixed = Object.keys(endpointRegions)
  return [...fixed, ...endpoints.filter((form) => !fixed.includes(form))].map((form) => ({
    preset,
    form,
    pattern: compileForm(form, regionPattern ?? label),
    region: endpointRegions[form],
  }))
})

function compileForm(form: string, regionPattern: string): RegExp {
  const host = splitForm(form).host.replaceAll('.', '\\.')
  const placed = host
    .replace('{number}', '\\d+')
    .replaceAll(/\{(?!region\})\w+\}/g, label)
    .replace('{region}', () => `(?<region>${regionPattern})`)
  return new RegExp(`^(?<bucket>.+\\.)?${placed}$`)
}

function splitForm(form: string): { host: string; path: string } {
  const slash = form.indexOf('/')
  return slash === -1 ? { host: form, path: '' } : { host: form.slice(0, slash), path: form.slice(slash) }
}

function readOwn({ preset, form, bucket, region }: FormMatch, url: URL, host: string): EndpointReading {
  const { path } = splitForm(form)
  const ownHost = bucket === undefined ? host : host.slice(bucket.length + 1)
  const right = `https://${ownHost}${path}`
  const wrong = (what: string) => ({ kind: 'wrong', preset, problem: `${what}: use ${right}` }) as const
  if (bucket !== undefined) {
    return wrong(`must not contain the bucket (${bucket}), because each request names it`)
  }
  const givenPath = url.pathname.replace(/\/$/, '')
  if (givenPath !== path) {
    if (path !== '' && !givenPath.startsWith(`${path}/`)) return wrong(`must end with ${path}`)
    return wrong(`must not contain a path, such as that of a bucket`)
  }
  if (url.port !== '') return wrong('must not contain a port')
  return { kind: 'own', preset, form, region }
}

/** Writes a form of an endpoint for people: `https://s3.REGION.wasabisys.com`. */
export function showForm(form: string): string {
  return `https://${form.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`
}
