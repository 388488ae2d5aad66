import { AppError, describeFailure } from '../core/app-error.ts'

/** Where a field of an act's input comes from, when it is not an option of the same name. */
const sources: Readonly<Record<string, string>> = {
  name: 'the name',
  id: 'the id',
  acls: '--acl',
  networks: '--network',
  contentTypes: '--content-type',
  expiresInSeconds: '--expires',
  maxExpiresInSeconds: '--max-expires-in',
  bucketPatterns: '--bucket',
  isDefault: '--default',
  tokenId: '--token',
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
}

/** An error of a command in words. What an act says of the fields of its input, it says of the options instead. */
export function describeRefusal(error: Error): string {
  if (!(error instanceof AppError)) return describeFailure(error)
  if (error.details === undefined) return nameOptions(describeFailure(error))
  const problems = error.details.map(({ message }) => nameOptions(message))
  return problems.length === 1 ? (problems[0] ?? '') : problems.map((problem) => `\n  - ${problem}`).join('')
}

function nameOptions(text: string): string {
  return text.replaceAll(/`([a-z][A-Za-z]*)`|`([a-z][A-Za-z]*)\[\d+\]`/g, (_, plain?: string, indexed?: string) => {
    const field = plain ?? indexed ?? ''
    return sources[field] ?? `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  })
}
