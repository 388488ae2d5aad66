import { type AppError, type ErrorDetail, restate } from '../core/app-error.ts'
import { sizeName } from './file-metadata.ts'

/** Stands for the need of a form among an operation's parameters: nobody gives it, so it is told from all others. */
export const formParameter = 'companionEndpoint'

/** Our parameters by Uppy's names for them. */
const names: Readonly<Record<string, string>> = {
  key_name: 'key',
  content_type: 'type',
  upload_id: 'uploadId',
  part_numbers: 'partNumbers',
  part_number: 'PartNumber',
  etag: 'ETag',
  content_length: `metadata[${sizeName}]`,
  size: `metadata[${sizeName}]`,
  max_bytes: `metadata[${sizeName}]`,
  min_bytes: `metadata[${sizeName}]`,
}

const formAdvice =
  'This store takes no forms, which is all that Uppy 6 sends a whole file with through companionEndpoint. Give Uppy the option signRequest of @signpost/client/uppy in its place, which sends a PUT; or send every file in parts, with shouldUseMultipart: true'

/** An error of an operation in the words of whoever uses Uppy. */
export function explainError(error: AppError): AppError {
  const { details } = error
  if (details === undefined) return error
  const explained = details.some(({ parameter }) => parameter === formParameter)
    ? [{ parameter: formParameter, message: formAdvice }]
    : details.map(renameDetail)
  return restate(error, { message: error.message, details: explained })
}

function renameDetail({ parameter, message }: ErrorDetail): ErrorDetail {
  return { parameter: rename(parameter), message: message.replaceAll(/`([^`]+)`/g, (_, text) => `\`${rename(text)}\``) }
}

/** `parts[0].part_number` has two names in it. */
function rename(place: string): string {
  return place.replaceAll(/[a-z_]+/g, (name) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name))
}
