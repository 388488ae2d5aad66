import type { PresetName } from '../core/model.ts'
import { type Preset, presetNames, presets, type StoreFeature } from '../core/preset.ts'
import { showForm } from '../core/read-endpoint.ts'
import { keyPlaces } from '../core/stores/key-places.ts'

/** Renders `docs/stores.md`, the page of the stores, from the table of the presets. */
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
    'yes: its documentation says so, or a test on the store did. **no**: Signpost refuses it, with the reason. –: unknown; Signpost signs it, and the store decides.',
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

For operators who add a credential: how to name a store, and what each store has and lacks. Signpost signs for AWS S3 and for
every store that speaks S3. It knows the particulars of the stores below. What this page says comes from each store's own
documentation, which its section names. Only Ceph was tested: the tests run against Ceph 16. Nobody tested the other stores for
this page. Where neither documentation nor a test says something, the page says so.

\`\`\`sh
signpost credential add space --preset spaces --region fra1 --access-key-id …
signpost credential add b2 --endpoint https://s3.eu-central-003.backblazeb2.com --region eu-central-003 --access-key-id …
\`\`\`

## How the endpoint is understood

- **Signpost recognises the store by its endpoint.** If the endpoint does not identify the store, pass \`--preset\`. A preset fills
  in the endpoint if a region has only one.
- **The bucket is no part of the endpoint.** Consoles show the address of a bucket
  (\`https://my-space.nyc3.digitaloceanspaces.com\`, \`https://ACCOUNT.r2.cloudflarestorage.com/my-bucket\`). Signpost refuses it, and
  the message gives the right endpoint. It also refuses consoles, CDNs, website endpoints and public addresses, which accept no
  signed requests. If Signpost is wrong about a host, \`--preset other\` uses the host unchanged.
- **Endpoint and region must match.** Signpost refuses \`https://nyc3.digitaloceanspaces.com\` with \`--region fra1\`. If a store
  accepts other region names, the table lists them.
- **On AWS you need no endpoint.** The host follows the region of each bucket, as S3 names it. \`--endpoint\` with a regional or
  global host (\`s3.eu-central-1.amazonaws.com\`, \`s3.amazonaws.com\`) means the same. Dual-stack and FIPS hosts stay as they are,
  and also follow the region. With \`s3-accelerate.amazonaws.com\` the URLs use Transfer Acceleration, and the gateway itself sends
  its requests to the regional host.
- **An endpoint may have a path**, if the store has its S3 interface below one: \`https://REF.supabase.co/storage/v1/s3\`. The path
  is signed; the bucket follows it. Signpost takes a path of one name without \`s3\` in it for a bucket, and refuses it.
- **Signpost asks the store** before it stores the credential, unless you pass \`--unchecked\`. It refuses an endpoint if the store
  takes a part of it for a bucket, and keys that the store does not know. If it cannot reach the store, it stores nothing.

## How buckets and keys are written

- "In the host" is \`https://my-bucket.s3.example.com/key\`, "in the path" \`https://s3.example.com/my-bucket/key\`.
  \`--addressing virtual|path\` overrides it, for a store that is set up differently. Signpost refuses what the store cannot do.
- A bucket with a dot is always in the path, because TLS certificates cover one label of a host. Transfer Acceleration and stores
  without path style cannot serve such a bucket, so Signpost refuses it there.
- "S3" bucket names are those of
  [general purpose buckets](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html): lowercase letters, digits,
  dots and hyphens, 3 to 63 characters. "Wide" names may also have underscores (\`dw_export\`), and with dots up to 222 characters.
  They are always in the path, so that they never choose a host. Uppercase letters, which a few stores allow, are refused everywhere.
- To use an access point of AWS, write its alias (\`…-s3alias\`) in place of a bucket. Signpost refuses an ARN, and the message says
  what to write instead.
- A key may begin with slashes. In the host style Signpost writes them as \`%2F\`, because some clients merge two slashes at the start
  of a path into one. The signature is that of the plain slashes. This was tested on Ceph in both styles. In the path style slashes
  stay: curl, wget, fetch, Python's requests, urllib3 and urllib were tested, and none changes slashes inside a path.

## ACLs

- Signpost refuses an \`acl\` that the store would refuse or silently ignore, and says why. \`private\` is what every store does anyway:
  it is accepted everywhere and sends nothing, so the URL also works on buckets with ACLs disabled, AWS's default since April 2023.
- "In the header" means that the client has to send the header that the response lists in \`headers\`. Every store reads it there.
  "In the query" needs nothing of the client; AWS reads both. \`--acl-placement query|header\` overrides it.

## Headers that are not signed

What a store does with \`x-amz-…\` headers that a client adds to a signed URL:

- \`refuses\`: the store refuses them.
- \`signed-away\`: the store obeys them, so Signpost signs their absence.
- \`open\`: the store obeys them, whatever is signed.
- asked: unknown until the live store has answered.

Signpost asks the live store in any case, and the store's answer takes precedence over this table.
[security.md](security.md#what-the-signature-leaves-open) says what that means.`

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
  if (acls === 'unknown') return `unknown, in the ${aclPlacement}`
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
