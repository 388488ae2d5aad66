import { certain, type Evidence, type FoundCause, type Rule } from '../explanation.ts'
import type { PolicyCondition, PostForm } from '../post-form.ts'
import { quote } from '../quote.ts'

/** Finds where a form breaks its own policy, and what the store says about it. */
export const findFormProblem: Rule = (evidence) => {
  const { form, answer, headers, address } = evidence
  if (answer?.status !== undefined && answer.status < 400) return []
  const told = readTold(answer?.message ?? '')
  if (form === undefined) return told
  const type = headers?.get('content-type')
  if (type !== undefined && !type.startsWith('multipart/form-data')) {
    return [
      certain('form_not_multipart', `The form was sent as ${quote(type)}, but S3 accepts only multipart/form-data.`),
    ]
  }
  const found: FoundCause[] = []
  if (!form.hasFile) found.push(certain('form_file_missing', 'The form has no field that contains a file.'))
  const bucket = address?.bucket
  const { conditions = [] } = form
  if (form.conditions === undefined && form.policy !== '') {
    found.push(certain('malformed_signature', 'The field `policy` is not JSON in base64: something has changed it.'))
  }
  for (const field of form.behindFile) {
    const isAsked = conditions.some((condition) => condition.field === field)
    if (isAsked || field === 'key' || field === 'policy' || field.startsWith('x-amz-')) {
      found.push(certain('form_file_not_last', `The field ${quote(field)} comes after the file, where S3 ignores it.`))
    }
  }
  if (found.length === 0 && answer?.code !== 'EntityTooLarge' && answer?.code !== 'EntityTooSmall') {
    found.push(...conditions.flatMap((condition) => holdCondition(condition, form, bucket)))
    found.push(...findSurplus(form, conditions))
  }
  return [...found, ...told, ...describeSize(evidence)]
}

function holdCondition(
  { operator, field, value }: PolicyCondition,
  { fields }: PostForm,
  bucket: string | undefined,
): FoundCause[] {
  if (operator === 'content-length-range') return []
  const sent = field === 'bucket' ? (fields.get('bucket') ?? bucket) : fields.get(field)
  if (sent === undefined) {
    // An absent field counts as empty, and `starts-with` allows that here.
    if (field === 'bucket' || (operator === 'starts-with' && value === '')) return []
    return [
      certain('form_field_missing', `The policy requires the field ${quote(field)}, but the form does not have it.`),
    ]
  }
  if (operator === 'eq' ? sent === value : sent.startsWith(value)) return []
  const secret = /signature|security-token|credential/.test(field)
  const allowed = secret ? 'have another value' : `${operator === 'eq' ? 'be' : 'begin with'} ${quote(value)}`
  const what = field === 'bucket' ? 'The policy says that the bucket' : `The policy says that the field ${quote(field)}`
  const now = secret
    ? ''
    : field === 'bucket'
      ? `, but the form was sent to ${quote(sent)}`
      : `, but the form has ${quote(sent)}`
  return [certain('form_field_changed', `${what} must ${allowed}${now}.`)]
}

/** Fields that need no condition. S3 API Reference, "Creating a POST policy", and "POST Object". */
const freeFields = /^(?:policy|signature|awsaccesskeyid|x-amz-signature|file|x-ignore-.*)$/

function findSurplus({ fields }: PostForm, conditions: readonly PolicyCondition[]): FoundCause[] {
  if (conditions.length === 0) return []
  return [...fields.keys()]
    .filter((name) => !freeFields.test(name) && !conditions.some(({ field }) => field === name))
    .map((name) =>
      certain('form_field_surplus', `The form has the field ${quote(name)}, which its policy does not mention.`),
    )
}

/** What stores say about forms: AWS, MinIO and Ceph each have their own sentences. */
const sentences: readonly (readonly [RegExp, FoundCause['code'], (word: string) => string])[] = [
  [
    /extra input fields:?\s*([\w-]+)/i,
    'form_field_surplus',
    (word) => `The store names the extra field: ${quote(word)}.`,
  ],
  [
    /policy missing condition:?\s*([\w-]+)/i,
    'form_field_surplus',
    (word) => `The store names the extra field: ${quote(word)}.`,
  ],
  [
    /variable not found:?\s*([\w-]+)/i,
    'form_field_missing',
    (word) => `The store found no field ${quote(word)} before the file.`,
  ],
  [
    /not met condition:?\s*([\w-]+)/i,
    'form_field_changed',
    (word) => `The store says that ${quote(word)} does not satisfy the policy.`,
  ],
  [
    /policy condition failed:?(.*)/i,
    'form_field_changed',
    (word) => `The store says which condition is not met: ${quote(word.trim())}.`,
  ],
  [
    /(field named '?key'?.*order of the fields)/i,
    'form_file_not_last',
    () => 'The store found no field `key` before the file.',
  ],
  [/(exactly one file upload)/i, 'form_file_missing', () => 'The store found no file, or more than one.'],
  [
    /(not multipart\/form-data|must be of the enclosure-type multipart)/i,
    'form_not_multipart',
    () => 'The form was not sent as multipart/form-data.',
  ],
]

function readTold(message: string): FoundCause[] {
  for (const [pattern, code, describe] of sentences) {
    const match = pattern.exec(message)
    if (match !== null) return [certain(code, describe(match[1] ?? ''))]
  }
  return []
}

function describeSize({ form, answer }: Evidence): FoundCause[] {
  const range = form?.conditions?.find(({ operator }) => operator === 'content-length-range')
  const bounds = range === undefined ? '' : ` The form allows ${range.least} to ${range.most} bytes.`
  if (answer?.code === 'EntityTooLarge') return [certain('EntityTooLarge', `The file is too large.${bounds}`)]
  if (answer?.code === 'EntityTooSmall') return [certain('EntityTooSmall', `The file is too small.${bounds}`)]
  return []
}
