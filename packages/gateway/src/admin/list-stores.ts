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
      fields: texts('The names in braces, in order and without repetition'),
    }),
    { description: 'The forms of its endpoints, the usual one first; empty if each installation has its own' },
  ),
  needsEndpoint: Type.Boolean({
    description:
      'Whether `add_credential` needs the field `endpoint`, because Signpost cannot derive it from the region',
  }),
  isSelfHosted: Type.Boolean({ description: 'Whether each installation has its own endpoint' }),
  regions: texts('Regions that it accepts in signatures besides the region of the endpoint; `*` if it accepts any'),
  account: Type.Optional(text('What `{account}` is, and where to find it')),
  addressing: Type.Enum(['virtual', 'path'], { description: 'Bucket in the host name or in the path' }),
  hasPathStyle: Type.Boolean(),
  signatureVersions: Type.Array(Type.Enum(['v4', 'v2'])),
  acls: Type.Union([texts('ACLs that it honours'), Type.Null()], {
    description: 'null if it is not known to lack any',
  }),
  has: texts('Features that it has, by its documentation or because they were tested'),
  lacks: Type.Array(Type.Object({ feature: Type.String(), reason: Type.String() }), {
    description: 'Features that it lacks, and what to do instead',
  }),
  guard: guardField,
  keys: Type.Object({
    where: text('Where to create access keys: a place in its console, or its own command'),
    url: Type.Optional(text('URL of that place in the console')),
  }),
  note: Type.Optional(Type.String()),
  sources: texts('Pages of its documentation that say so'),
})

/** Lists the stores that Signpost has a preset for, for a picker. */
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
    // The title for a list of stores. Messages call it “This store”.
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

/** Whether the endpoint can be derived from the region alone. */
function hasKnownEndpoint({ endpoints: [form = '{endpoint}'] }: Preset): boolean {
  return listFields(form).every((field) => field === 'region')
}

function listFields(form: string): string[] {
  return [...new Set([...form.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))]
}
