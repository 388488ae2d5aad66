import { type AppError, type ErrorDetail, restate } from '../core/app-error.ts'
import { sizeName } from './file-metadata.ts'

/** A name that stands for the need of a form among an operation's parameters. No request sends it, so it is unambiguous. */
export const formParameter = 'companionEndpoint'

/** Uppy's names for our parameters. */
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
  'This store takes no forms, but with companionEndpoint Uppy 6 sends a whole file only as a form. Instead, give Uppy the option signRequest of @signpost/client/uppy, which sends a PUT; or send every file in parts, with shouldUseMultipart: true'

/** Restates an error of an operation with Uppy's names. */
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

/** Renames every name in a place: `parts[0].part_number` has two. */
function rename(place: string): string {
  return place.replaceAll(/[a-z_]+/g, (name) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name))
}
