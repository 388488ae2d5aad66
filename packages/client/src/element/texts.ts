import type { ErrorCode } from '../signpost-error.ts'

/** Every text of `<signpost-upload>`. Names in braces are replaced by values. */
export const englishTexts = {
  choose: 'Choose files',
  chooseOne: 'Choose a file',
  drop: 'or drop them here',
  dropOne: 'or drop it here',
  /** The limits, if there are any. */
  limitSize: 'Up to {limit} each',
  limitTypes: 'Allowed: {types}',
  list: 'Files',
  waiting: 'Waiting',
  uploading: '{percent}, {sent} of {size}',
  offline: 'Waiting for the network, {percent} sent',
  done: 'Uploaded, {size}',
  cancelled: 'Cancelled',
  failed: 'Not uploaded: {reason}',
  cancel: 'Cancel',
  retry: 'Try again',
  remove: 'Remove',
  /** The labels of buttons for screen readers, with the name of the file. */
  cancelNamed: 'Cancel {name}',
  retryNamed: 'Try again: {name}',
  removeNamed: 'Remove {name}',
  progressNamed: 'Progress of {name}',
  /** What is wrong with a file, before anything is sent. */
  tooLarge: '{name} is too large ({size}). The limit is {limit}.',
  wrongType: '{name} does not have an allowed type ({types}).',
  folder: '{name} is a folder. Choose its files instead.',
  onlyOne: 'Only one file can be uploaded.',
  duplicate: '{name} is already in the list.',
  dismiss: 'Close',
  /** Offers to continue an upload that an earlier visit started. */
  unfinished: 'The upload of {name} was interrupted. Choose the file again to continue.',
  discard: 'Discard',
  discardNamed: 'Discard the upload of {name}',
  /** Announced by screen readers. */
  saysStarted: 'Upload of {name} has started.',
  saysDone: '{name} was uploaded.',
  saysFailed: '{name} was not uploaded. {reason}',
  saysCancelled: 'Upload of {name} was cancelled.',
  /** Why the surrounding form cannot be sent. */
  required: 'Upload a file.',
  stillUploading: 'Wait until all files are uploaded.',
  hasFailed: 'A file was not uploaded. Try again, or remove it.',
  /** Errors that a visitor can do something about. All others are shown with their own message. */
  network_error: 'There is no connection.',
  token_route: 'You are not allowed to upload here. You may have to sign in again.',
  file_unreadable: 'The file was changed or moved. Choose it again.',
  rate_limited: 'There are too many uploads at the moment. Try again later.',
}

/** The texts of one language. */
export type Texts = Readonly<Record<keyof typeof englishTexts, string>>

/** Texts that replace the English ones, and the messages of errors. */
export type ChangedTexts = Readonly<Partial<Record<keyof Texts | ErrorCode, string>>>

/** Replaces the names in braces by values. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Formats two sizes so that they differ: exact to the byte if they would otherwise look the same. */
export function formatSizes(sizes: readonly [number, number], language: string | undefined): readonly [string, string] {
  const [one, other] = sizes.map((bytes) => formatBytes(bytes, language)) as [string, string]
  if (one !== other) return [one, other]
  const exact = { style: 'unit', unit: 'byte', unitDisplay: 'long' } as const
  return sizes.map((bytes) => formatNumber(bytes, language, exact)) as [string, string]
}

/** Formats a size in the conventions of a language: `5 MB`. A megabyte has 1,000,000 bytes, as on disks. */
export function formatBytes(bytes: number, language: string | undefined): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  const maximumFractionDigits = power === 0 || value >= 10 ? 0 : 1
  return formatNumber(value, language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: 'short',
    maximumFractionDigits,
  })
}

/** Formats a share in the conventions of a language: `40 %`. It is 100 % only when everything is done. */
export function formatPercent(part: number, whole: number, language: string | undefined): string {
  const share = whole === 0 ? 0 : Math.floor((100 * part) / whole) / 100
  return formatNumber(share, language, { style: 'percent' })
}

function formatNumber(value: number, language: string | undefined, options: Intl.NumberFormatOptions): string {
  try {
    return new Intl.NumberFormat(language, options).format(value)
  } catch {
    // The page's `lang` is not a valid language tag.
    return new Intl.NumberFormat(undefined, options).format(value)
  }
}
