import { Type } from 'typebox'
import { type Preset, presetNames, presets } from '../core/preset.ts'
import { keyPlaces } from '../core/stores/key-places.ts'
import { defineAct } from './act.ts'
import { guardField } from './credential-fields.ts'

const text = (description: string) => Type.String({ description })
const texts = (description: string) => Type.Array(Type.String(), { description })

const storeRecord = Type.Object({
  preset: Type.Enum([...presetNames]),
  title: Type.String(),
  endpoints: Type.Array(
    Type.Object({
      form: text('An endpoint with its fields in braces: https://s3.{region}.wasabisys.com'),
      fields: texts('The names in braces, each once, in their order'),
    }),
    { description: 'Its own forms of endpoints, the usual one first; none where each installation has its own' },
  ),
  needsEndpoint: Type.Boolean({
    description: 'Whether `add_credential` needs the field `endpoint`, for want of one that is known',
  }),
  isSelfHosted: Type.Boolean({ description: 'Whether each installation has an endpoint of its own' }),
  regions: texts('What may be signed for beside the region of the endpoint; `*` where it takes any'),
  account: Type.Optional(text('What `{account}` is, and where it stands')),
  addressing: Type.Enum(['virtual', 'path'], { description: 'Bucket in the host name or in the path' }),
  hasPathStyle: Type.Boolean(),
  signatureVersions: Type.Array(Type.Enum(['v4', 'v2'])),
  acls: Type.Union([texts('ACLs that it honours'), Type.Null()], { description: 'null: all, as far as is known' }),
  has: texts('What it does, by its documentation or because it was tried'),
  lacks: Type.Array(Type.Object({ feature: Type.String(), reason: Type.String() }), {
    description: 'What it lacks, and what to do instead',
  }),
  guard: guardField,
  keys: Type.Object({
    where: text('Where its console, or its own command, makes access keys'),
    url: Type.Optional(text('That page')),
  }),
  note: Type.Optional(Type.String()),
  sources: texts('Where its documentation says so'),
})

/** Lists the stores that Signpost knows the ways of, for a picker. */
export const listStores = defineAct({
  name: 'list_stores',
  summary: 'List the stores that are known, and what each needs',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({ stores: Type.Array(storeRecord) }),
  async run() {
    return { stores: presetNames.map(describeStore) }
  },
})

function describeStore(name: (typeof presetNames)[number]) {
  const preset = presets[name]
  const { title, endpoints, addressing, hasPathStyle, acls, has, lacks, guard, note, sources } = preset
  const { where, url, account } = keyPlaces[name]
  const features = Object.entries(lacks) as [keyof typeof lacks, string][]
  return {
    preset: name,
    // Its row in a table of stores; messages call it “This store”.
    title: name === 'other' ? 'Any other store' : title,
    endpoints: endpoints.map((form) => ({ form: `https://${form}`, fields: listFields(form) })),
    needsEndpoint: name !== 'aws' && !hasKnownEndpoint(preset),
    isSelfHosted: endpoints.length === 0,
    regions: preset.regions === 'any' ? ['*'] : [...preset.regions],
    ...(account === undefined ? {} : { account }),
    addressing,
    hasPathStyle,
    signatureVersions: lacks.signature_v2 === undefined ? (['v4', 'v2'] as const) : (['v4'] as const),
    acls: acls === undefined || acls === 'unknown' ? null : [...acls],
    has: [...has],
    lacks: features.map(([feature, reason]) => ({ feature, reason: `${title} ${reason}` })),
    ...(guard === undefined ? {} : { guard }),
    keys: { where, ...(url === undefined ? {} : { url }) },
    ...(note === undefined ? {} : { note }),
    sources: [...sources],
  }
}

/** Whether the region alone makes its endpoint. */
function hasKnownEndpoint({ endpoints: [form = '{endpoint}'] }: Preset): boolean {
  return listFields(form).every((field) => field === 'region')
}

function listFields(form: string): string[] {
  return [...new Set([...form.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))]
}
