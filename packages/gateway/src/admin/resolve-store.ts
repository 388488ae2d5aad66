import type { Credential, PresetName } from '../core/model.ts'
import { findStoreLack, presets } from '../core/preset.ts'
import { type EndpointReading, fillEndpoint, readEndpoint, showForm } from '../core/read-endpoint.ts'
import { createFieldError } from './check-input.ts'

/** The preset of a store, and its endpoints. */
export type Store = Pick<Credential, 'preset' | 'endpoint' | 'publicEndpoint'>

/** The fields of an input that describe its store. */
type StoreInput = Partial<Store> & Pick<Credential, 'region' | 'signatureVersion'>

type EndpointField = 'endpoint' | 'publicEndpoint'

/**
 * Resolves the store of an input. The preset is in the input, or follows from the endpoint. The endpoint is in the input, or follows
 * from the preset. A regional or global host of AWS is not stored as an endpoint, because with AWS the host follows the region of each
 * bucket.
 * @throws AppError `invalid_request` if an endpoint is invalid, belongs to another store, or contradicts the region; if the preset
 * needs one; or if the store does not support the signature version
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

/** Reads an endpoint. With the preset `other`, the operator vouches for the endpoint, and its host is not examined. */
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

/** Refuses an endpoint of another provider. A self-hosted store may have any host name. */
function requireSameStore(field: EndpointField, reading: EndpointReading | undefined, preset: PresetName): void {
  if (reading?.kind !== 'own' || reading.preset === preset) return
  const { title, endpoints } = presets[preset]
  if (endpoints.length === 0) return
  throw createFieldError(field, `must be an endpoint of ${title}: this one belongs to ${presets[reading.preset].title}`)
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
  const whose = own === undefined ? `${title} accepts no other` : 'that is the region of the endpoint'
  throw createFieldError('region', `must be ${taken.join(' or ')}, not ${region}: ${whose}`)
}

/** S3 User Guide, "Signature Version 2": regions that opened later accept only version 4. */
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
    throw createFieldError('endpoint', `is required: ${store.title} has no known endpoint${example}`)
  }
  const reading = readEndpoint(filled)
  if (reading.kind !== 'own')
    throw createFieldError('region', `must be a region of ${store.title}: ${region} is not one`)
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
  // The gateway's own requests gain nothing from Transfer Acceleration, and its host shows no region for the bucket.
  const accelerated = isAccelerate(endpoint) ? input.endpoint : undefined
  const forUrls = isPlain(publicEndpoint) ? undefined : (input.publicEndpoint ?? accelerated)
  return {
    preset: 'aws',
    ...(own === undefined ? {} : { endpoint: own }),
    ...(forUrls === undefined ? {} : { publicEndpoint: forUrls }),
  }
}

/** Whether an endpoint is a regional or global host of AWS. */
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
