import { type TObjectOptions, Type } from 'typebox'

/** User metadata by name; in the query and in forms `metadata[invoice]=42`. S3 User Guide, "User-defined object metadata". */
export const metadataParam = defineEntries(
  {
    examples: [{ invoice: '42' }],
    description: 'Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object',
    'x-rule':
      'must be texts by name, each name once: `metadata[invoice]=42`, or in JSON {"metadata": {"invoice": "42"}}',
  },
  findMetadataProblem,
)

/** Tags of the object; in the query and in forms `tags[project]=apollo`. S3 User Guide, "Categorizing objects using tags". */
export const tagsParam = defineEntries(
  {
    examples: [{ project: 'apollo' }],
    description: 'Tags of the object, which lifecycle rules and policies can refer to',
    'x-rule':
      'must be texts by name, each name once: `tags[project]=apollo`, or in JSON {"tags": {"project": "apollo"}}',
  },
  findTagsProblem,
)

type Entries = Readonly<Record<string, string>>

/**
 * Defines the schema of texts by name; in the query and in forms `holder[name]=text`.
 * @param findProblem says what is wrong with the entries, in words that follow the parameter's name
 */
export function defineEntries(options: TObjectOptions, findProblem: (entries: Entries) => string | undefined) {
  return Type.Refine(
    Type.Record(Type.String(), Type.String(), options),
    // A name with a line break does not match the pattern of a record's names, so its value is unchecked and may be anything.
    (entries) => findProblem(entries) === undefined,
    (entries) => findProblem(entries as Entries) ?? '',
  )
}

/** The most bytes of all names and values together, without the `x-amz-meta-` before each name. */
const maxMetadataBytes = 2048

function findMetadataProblem(metadata: Entries): string | undefined {
  const names = Object.keys(metadata)
  if (!names.every((name) => /^[\w.-]{1,128}$/.test(name))) {
    return 'must have names of letters, digits, dots, hyphens and underscores, because they become names of HTTP headers'
  }
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) {
    return 'must not have two names that differ only in case, because names of HTTP headers are case-insensitive'
  }
  const odd = names.find((name) => !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(metadata[name] ?? ''))
  if (odd !== undefined) {
    return `must have ASCII values without line breaks, and without spaces at either end, because HTTP headers carry nothing else: the value of \`${odd}\` is not one. Percent-encode it, or encode it as in RFC 2047, which AWS understands`
  }
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (bytes > maxMetadataBytes) {
    return `must have at most ${maxMetadataBytes} bytes of names and values together, the limit of S3, and not ${bytes}`
  }
  return undefined
}

const maxTags = 10
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

function findTagsProblem(tags: Entries): string | undefined {
  const entries = Object.entries(tags)
  if (entries.length > maxTags)
    return `must have at most ${maxTags} entries, the limit of S3, and not ${entries.length}`
  if (!entries.every(([name, value]) => tagText.test(name) && typeof value === 'string' && tagText.test(value))) {
    return 'must have names and values of letters, digits, spaces and _ . : / = + - @: S3 accepts no other characters'
  }
  if (entries.some(([name, value]) => name === '' || [...name].length > 128 || [...value].length > 256)) {
    return 'must have names of 1 to 128 characters and values of at most 256'
  }
  if (entries.some(([name]) => /^aws:/i.test(name)))
    return 'must not have names that begin with aws:, which AWS reserves'
  return undefined
}

/** Writes metadata as headers: `x-amz-meta-invoice`. */
export function toMetadataHeaders(metadata: Entries): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]),
  )
}

/** Writes tags as the value of `x-amz-tagging`: `project=apollo&owner=Jane%20Doe`. S3 API Reference, "PutObject". */
export function toTagging(tags: Entries): string {
  return Object.entries(tags)
    .map((tag) => tag.map(encodeURIComponent).join('='))
    .join('&')
}

/** Writes tags as the field `tagging` of a form: an XML document in ASCII. S3 API Reference, "POST Object". */
export function toTaggingXml(tags: Entries): string {
  const encode = (text: string) =>
    text.replaceAll(/[^A-Za-z0-9 _.:/=+@-]/gu, (character) => `&#${character.codePointAt(0)};`)
  const set = Object.entries(tags).map(
    ([name, value]) => `<Tag><Key>${encode(name)}</Key><Value>${encode(value)}</Value></Tag>`,
  )
  return `<Tagging><TagSet>${set.join('')}</TagSet></Tagging>`
}
