import { isOpen } from '../list-events.ts'
import type { UploadResult } from '../upload-job.ts'
import type { ListedUpload } from '../upload-list.ts'
import type { Texts } from './texts.ts'

/** An uploaded object, as the browser stores it for when the page is opened again. */
export interface KeptObject {
  readonly name: string
  readonly result: UploadResult
}

/** Writes the uploaded objects of a list as text. */
export function writeFormState(uploads: readonly ListedUpload[]): string {
  const kept = uploads.flatMap(({ file: { name }, result }): KeptObject[] =>
    result === undefined ? [] : [{ name, result }],
  )
  return JSON.stringify(kept)
}

/** Reads the text of {@link writeFormState}. @returns an empty list if the text is not valid */
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

/** The validity of an element in its form. */
export interface Validation {
  readonly flags: { readonly valueMissing?: true; readonly customError?: true }
  /** Empty if the element is valid. */
  readonly message: string
}

/**
 * Validates the element. A form must not be sent while an upload is in progress or has failed, because its sender would believe
 * that the file was uploaded.
 */
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
