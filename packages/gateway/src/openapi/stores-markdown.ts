import type { PresetName } from '../core/model.ts'
import { type Preset, presetNames, presets, type StoreFeature } from '../core/preset.ts'
import { showForm } from '../core/read-endpoint.ts'
import { keyPlaces } from '../core/stores/key-places.ts'

/** The page of the stores, `docs/stores.md`, made from the table of the presets. */
export function renderStoresMarkdown(): string {
  return [
    intro,
    '## The stores',
    renderTable(
      [
        'preset',
        'store',
        'endpoint',
        'region',
        'bucket',
        'bucket names',
        'ACLs of objects',
        'headers that are not signed',
      ],
      presetNames.map((name) => renderStoreRow(name, presets[name])),
    ),
    '## What they do',
    'yes: by its documentation, or because it was tried. **no**: Signpost refuses it, with the reason. –: not known; Signpost signs it, and the store decides.',
    renderTable(
      ['preset', ...features.map(([, title]) => title)],
      presetNames.map((name) => [`\`${name}\``, ...features.map(([feature]) => renderFeature(presets[name], feature))]),
    ),
    ...presetNames.map((name) => renderStore(name, presets[name])),
  ]
    .join('\n\n')
    .concat('\n')
}

const intro = `# Stores

<!-- Made from the table of the stores by \`node scripts/generate-docs.ts\`; a test compares the two. -->

Signpost signs for AWS S3 and for every store that speaks S3. It knows the ways of those below, and what each of them lacks. What stands
here comes from each store's own documentation, which its section names. Only Ceph was tried: the tests run against Ceph 16. Nobody tried the
others for this page; where neither documentation nor a trial says something, it says so.

\`\`\`sh
signpost credential add space --preset spaces --region fra1 --access-key-id …
signpost credential add b2 --endpoint https://s3.eu-central-003.backblazeb2.com --region eu-central-003 --access-key-id …
\`\`\`

## How the endpoint is understood

- **The store is known by its endpoint.** Where that does not tell, give \`--preset\`. A preset fills in the endpoint where there is only one for
  a region.
- **The bucket is no part of the endpoint.** Consoles show the address of a bucket (\`https://my-space.nyc3.digitaloceanspaces.com\`,
  \`https://ACCOUNT.r2.cloudflarestorage.com/my-bucket\`): it is refused, and the message says the right endpoint. So are consoles, CDNs, website
  endpoints and public addresses, which take no signed requests. Where Signpost is wrong about a host, \`--preset other\` takes it as it is.
- **Endpoint and region must fit.** \`https://nyc3.digitaloceanspaces.com\` with \`--region fra1\` is refused. Where a store takes other region
  names, the table says which.
- **On AWS no endpoint is needed.** The host follows the region of each bucket, as S3 names it. \`--endpoint\` with a regional or global host
  (\`s3.eu-central-1.amazonaws.com\`, \`s3.amazonaws.com\`) means the same. Dual-stack and FIPS hosts stay what they are, and follow the region, too. With
  \`s3-accelerate.amazonaws.com\` the URLs use Transfer Acceleration, and the gateway itself asks the regional host.
- **An endpoint may have a path**, where the store has its S3 interface below one: \`https://REF.supabase.co/storage/v1/s3\`. The path is signed; the
  bucket follows it. A path of one name that does not say \`s3\` is taken for a bucket and refused.
- **The store is asked** before its credential is stored, unless \`--unchecked\` says otherwise. An endpoint of which the store takes a part for a
  bucket is refused, and so are keys that it does not know. When it cannot be reached, nothing is stored.

## How buckets and keys are written

- "In the host" is \`https://my-bucket.s3.example.com/key\`, "in the path" \`https://s3.example.com/my-bucket/key\`. \`--addressing virtual|path\`
  overrides it, for a store that is set up otherwise; what the store cannot do is refused.
- A bucket with a dot is always in the path, since TLS certificates cover one label of a host. Transfer Acceleration and stores without path style
  cannot be asked for such a bucket, so it is refused.
- "S3" bucket names are those of
  [general purpose buckets](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html): lowercase letters, digits, dots and
  hyphens, 3 to 63 characters. "Wide" ones have underscores, too (\`dw_export\`), and with dots up to 222 characters; they are always in the path, so that they
  never choose a host. Uppercase letters, which a few stores have, are refused everywhere.
- An access point of AWS is asked for by its alias (\`…-s3alias\`), in place of a bucket. An ARN is refused, and the message says what to give instead.
- A key may begin with slashes. In the host style they are written as \`%2F\`, because some clients make one slash of two at the start of a path; the
  signature is that of the plain slashes. Tried on Ceph in both styles. In the path style slashes stay: curl, wget, fetch, Python's requests,
  urllib3 and urllib were tried, and none touches slashes inside of a path.

## ACLs

- Signpost refuses an \`acl\` that the store would refuse or silently ignore, and says why. \`private\` is what every store does anyway: it is accepted
  everywhere and sends nothing, so the URL also works on buckets with ACLs disabled, AWS's default since April 2023.
- "In the header" means that the client has to send the header that the response lists in \`headers\`. Every store reads it there. "In the query" needs
  nothing of the client; AWS reads both. \`--acl-placement query|header\` overrides it.

## Headers that are not signed

What a store does with \`x-amz-…\` headers that a client adds to a signed URL: \`refuses\` them; obeys them, so that Signpost signs their absence
(\`signed-away\`); obeys them, whatever is signed (\`open\`); or nobody knows. The live store is asked in any case, and goes before this table. [security.md](security.md) says what that means.`

const features: readonly (readonly [feature: StoreFeature, title: string])[] = [
  ['post_form', 'POST forms'],
  ['if_none_match', '`if_none_match`'],
  ['multipart_if_none_match', '`if_none_match` in parts'],
  ['checksum', 'checksums'],
  ['multipart_checksum', 'checksums of parts'],
  ['content_md5', '`content_md5`'],
  ['metadata', 'metadata'],
  ['tags', 'tags'],
  ['storage_class', 'storage class'],
  ['server_side_encryption', 'SSE'],
  ['kms', 'KMS'],
  ['request_payer', 'requester pays'],
  ['versions', 'versions'],
  ['signature_v2', 'SigV2'],
]

function renderStoreRow(name: PresetName, preset: Preset): string[] {
  return [
    `\`${name}\``,
    renderTitle(name, preset),
    renderEndpoint(name, preset),
    renderRegion(preset),
    preset.addressing === 'virtual' ? `in the host${preset.hasPathStyle ? '' : ' only'}` : 'in the path',
    preset.bucketNames === 'wide' ? 'wide' : 'S3',
    renderAcls(preset),
    preset.guard === undefined ? 'asked' : `\`${preset.guard}\``,
  ]
}

function renderTitle(name: PresetName, { title }: Preset): string {
  return name === 'other' ? 'Any other store' : title
}

function renderEndpoint(name: PresetName, { endpoints: [form] }: Preset): string {
  if (name === 'aws') return 'of the region'
  return form === undefined ? '`--endpoint`' : `\`${showForm(form)}\``
}

function renderRegion({ regions, endpoints }: Preset): string {
  if (regions === 'any') return endpoints.length === 0 ? 'its own' : 'not checked'
  const own = endpoints.some((form) => form.includes('{region}')) ? ['that of the endpoint'] : []
  return [...own, ...regions.map((region) => `\`${region.replace('{region}', 'REGION')}\``)].join(', ')
}

function renderAcls({ acls, aclPlacement }: Preset): string {
  if (acls === 'unknown') return `not known, in the ${aclPlacement}`
  if (acls?.length === 0) return 'none'
  return `${acls?.map((acl) => `\`${acl}\``).join(', ') ?? 'all'}, in the ${aclPlacement}`
}

function renderFeature({ has, lacks }: Preset, feature: StoreFeature): string {
  if (lacks[feature] !== undefined) return '**no**'
  return has.includes(feature) ? 'yes' : '–'
}

function renderStore(name: PresetName, preset: Preset): string {
  const { endpoints, note, lacks, acls, aclReason, ownCors, sources, title } = preset
  const { where, url, account } = keyPlaces[name]
  const lines = [
    ...(note === undefined ? [] : [note]),
    `Keys: ${where}${url === undefined ? '' : ` <${url}>`}`,
    ...(account === undefined ? [] : [`ACCOUNT: ${account}`]),
    ...(endpoints.length > 1 ? [`Its endpoints: ${endpoints.map((form) => `\`${showForm(form)}\``).join(', ')}.`] : []),
    ...(acls === undefined || acls === 'unknown' ? [] : [`ACLs: ${title} ${aclReason}.`]),
    ...features.flatMap(([feature, what]) => {
      const reason = lacks[feature]
      return reason === undefined ? [] : [`${what}: ${title} ${reason}.`]
    }),
    ...(ownCors === undefined ? [] : [`CORS: ${ownCors.advice}`]),
    ...(sources.length === 0 ? [] : [`Documented at ${sources.map((source) => `<${source}>`).join(', ')}.`]),
  ]
  return [`### ${renderTitle(name, preset)}`, lines.map((line) => `- ${line}`).join('\n')].join('\n\n')
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
