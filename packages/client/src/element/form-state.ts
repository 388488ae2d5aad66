import { isOpen } from '../list-events.ts'
import type { UploadResult } from '../upload-job.ts'
import type { ListedUpload } from '../upload-list.ts'
import type { Texts } from './texts.ts'

/** What was uploaded, as a browser keeps it for a page that is opened again. */
export interface KeptObject {
  readonly name: string
  readonly result: UploadResult
}

/** The objects of a list, as text. */
export function writeFormState(uploads: readonly ListedUpload[]): string {
  const kept = uploads.flatMap(({ file: { name }, result }): KeptObject[] =>
    result === undefined ? [] : [{ name, result }],
  )
  return JSON.stringify(kept)
}

/** Reads it again. What cannot be read is nothing. */
export function readFormState(text: unknown): KeptObject[] {
  try {
    const kept: unknown = JSON.parse(String(text))
    if (!Array.isArray(kept)) return []
    return kept.filter(({ name, result }: Partial<KeptObject>) => {
      return typeof name === 'string' && typeof result?.key === 'string' && typeof result.size === 'number'
    })
  } catch {
    return []
  }
}

/** What a form is told of an element. */
export interface Validation {
  readonly flags: { readonly valueMissing?: true; readonly customError?: true }
  /** Empty when all is well. */
  readonly message: string
}

/** A form is not sent while an upload is under way or has failed: its sender would believe that the file is there. */
export function validate(
  uploads: readonly ListedUpload[],
  { isRequired, texts }: { readonly isRequired: boolean; readonly texts: Texts },
): Validation {
  const has = (test: (upload: ListedUpload) => boolean) => uploads.some(test)
  if (has(({ state }) => state === 'failed')) return { flags: { customError: true }, message: texts.hasFailed }
  if (has(({ state }) => isOpen(state))) return { flags: { customError: true }, message: texts.stillUploading }
  if (isRequired && !has(({ state }) => state === 'done')) {
    return { flags: { valueMissing: true }, message: texts.required }
  }
  return { flags: {}, message: '' }
}
