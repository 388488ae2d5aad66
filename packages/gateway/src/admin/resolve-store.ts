import type { Credential, PresetName } from '../core/model.ts'
import { findStoreLack, presets } from '../core/preset.ts'
import { type EndpointReading, fillEndpoint, readEndpoint, showForm } from '../core/read-endpoint.ts'
import { createFieldError } from './check-input.ts'

/** The store that is meant, and where it is. */
export type Store = Pick<Credential, 'preset' | 'endpoint' | 'publicEndpoint'>

/** What an input says of its store. */
type StoreInput = Partial<Store> & Pick<Credential, 'region' | 'signatureVersion'>

type EndpointField = 'endpoint' | 'publicEndpoint'

/**
 * The store that an input means: its preset, given or known by the endpoint; its endpoint, given or the preset's. AWS's own
 * hosts are AWS: there the host follows the region of each bucket, so a regional or global one is no endpoint at all.
 * @throws AppError `invalid_request` when an endpoint is none, is another store's, or contradicts the region; when the preset
 * needs one; when the store does not know the signature version
 */
export function resolveStore(input: StoreInput): Store {
  const { region } = input
  const endpoint = read('endpoint', input)
  const publicEndpoint = read('publicEndpoint', input)
  const preset = choosePreset(input, endpoint)
  for (const [field, reading] of [
    ['endpoint', endpoint],
    ['publicEndpoint', publicEndpoint],
  ] as const) {
    requireSameStore(field, reading, preset)
    requireSameRegion(reading, region)
  }
  requireSignature(input, preset)
  if (preset === 'aws') return resolveAws(input, endpoint, publicEndpoint)
  const given = input.publicEndpoint === undefined ? {} : { publicEndpoint: input.publicEndpoint }
  if (input.endpoint !== undefined) return { preset, endpoint: input.endpoint, ...given }
  return { preset, endpoint: requireOwnEndpoint(preset, region), ...given }
}

/** Reads an endpoint. With the preset `other` the operator says that it is what it is, whatever its name. */
function read(field: EndpointField, input: StoreInput): EndpointReading | undefined {
  const endpoint = input[field]
  if (endpoint === undefined || input.preset === 'other') return undefined
  const reading = readEndpoint(endpoint)
  if (reading.kind === 'wrong') throw createFieldError(field, reading.problem)
  return reading
}

function choosePreset({ preset, endpoint }: StoreInput, reading: EndpointReading | undefined): PresetName {
  if (preset !== undefined) return preset
  if (reading?.kind === 'own') return reading.preset
  return endpoint === undefined ? 'aws' : 'other'
}

/** A store of one provider has no endpoint at another's. One that anybody may run can be behind any name. */
function requireSameStore(field: EndpointField, reading: EndpointReading | undefined, preset: PresetName): void {
  if (reading?.kind !== 'own' || reading.preset === preset) return
  const { title, endpoints } = presets[preset]
  if (endpoints.length === 0) return
  throw createFieldError(field, `must be one of ${title}: it is one of ${presets[reading.preset].title}`)
}

function requireSameRegion(reading: EndpointReading | undefined, region: string): void {
  if (reading?.kind !== 'own') return
  const { title, regions } = presets[reading.preset]
  if (regions === 'any') return
  const own = reading.region
  const taken =
    own === undefined
      ? regions.filter((name) => !name.includes('{'))
      : [own, ...regions.map((name) => name.replace('{region}', own))]
  if (taken.length === 0 || taken.includes(region)) return
  const whose = own === undefined ? `${title} takes no other` : 'that is the region of the endpoint'
  throw createFieldError('region', `must be ${taken.join(' or ')}, not ${region}: ${whose}`)
}

/** S3 User Guide, "Signature Version 2": regions that opened later take version 4 alone. */
const signatureV2Regions: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'us-gov-west-1',
  'eu-west-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
])

function requireSignature({ signatureVersion, region }: StoreInput, preset: PresetName): void {
  if (signatureVersion !== 'v2') return
  const lack = findStoreLack(preset, 'signature_v2')
  if (lack !== undefined) throw createFieldError('signatureVersion', lack)
  if (preset !== 'aws' || signatureV2Regions.has(region)) return
  throw createFieldError('signatureVersion', `cannot be v2: AWS has no signature version 2 in ${region}`)
}

function requireOwnEndpoint(preset: PresetName, region: string): string {
  const store = presets[preset]
  const filled = fillEndpoint(store, region)
  if (filled === undefined) {
    const [form] = store.endpoints
    const example = form === undefined ? '' : ` without the account: ${showForm(form)}`
    throw createFieldError('endpoint', `is required: ${store.title} has no endpoint that is known${example}`)
  }
  const reading = readEndpoint(filled)
  if (reading.kind !== 'own')
    throw createFieldError('region', `must be a region of ${store.title}, which ${region} is not`)
  requireSameRegion(reading, region)
  return filled
}

function resolveAws(
  { region, ...input }: StoreInput,
  endpoint: EndpointReading | undefined,
  publicEndpoint: EndpointReading | undefined,
): Store {
  for (const reading of [endpoint, publicEndpoint]) requireFipsRegion(reading, region)
  const own = isPlain(endpoint) || isAccelerate(endpoint) ? undefined : input.endpoint
  // The gateway itself gains nothing by Transfer Acceleration, which has no region to learn the bucket's from.
  const accelerated = isAccelerate(endpoint) ? input.endpoint : undefined
  const forUrls = isPlain(publicEndpoint) ? undefined : (input.publicEndpoint ?? accelerated)
  return {
    preset: 'aws',
    ...(own === undefined ? {} : { endpoint: own }),
    ...(forUrls === undefined ? {} : { publicEndpoint: forUrls }),
  }
}

/** A regional or global host of AWS. */
function isPlain(reading: EndpointReading | undefined): boolean {
  return reading?.kind === 'own' && /^s3(?:[.-]\{region\}|-external-1)?\.amazonaws\./.test(reading.form)
}

function isAccelerate(reading: EndpointReading | undefined): boolean {
  return reading?.kind === 'own' && reading.form.startsWith('s3-accelerate.')
}

/** https://aws.amazon.com/compliance/fips/ */
function requireFipsRegion(reading: EndpointReading | undefined, region: string): void {
  if (reading?.kind !== 'own' || !reading.form.startsWith('s3-fips.') || /^(?:us|ca)-/.test(region)) return
  throw createFieldError('endpoint', `must not be a FIPS host: AWS has none in ${region}, only in the US and Canada`)
}
