import { runProgram } from './run-program.ts'

/** An upload that a test makes. */
export interface Upload {
  readonly file: string
  /** The headers that the gateway's answer lists. */
  readonly headers?: Readonly<Record<string, string>>
  /** The content type of the published examples by default; an empty one sends no header. */
  readonly contentType?: string
}

/** Uploads a file as the published examples do. @returns the HTTP status */
export async function uploadWithCurl(
  signedUrl: string,
  { file, headers = {}, contentType = 'video/mp4' }: Upload,
): Promise<number> {
  const listed = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const type = ['-H', `Content-Type:${contentType === '' ? '' : ` ${contentType}`}`]
  const body = ['--data-binary', `@${file}`]
  return Number(await curl(['-X', 'PUT', signedUrl, ...type, ...listed, ...body, '-o', '/dev/null']))
}

/** Downloads to a file as the published examples do. @returns the HTTP status */
export async function downloadWithCurl(signedUrl: string, file: string): Promise<number> {
  return Number(await curl([signedUrl, '-o', file]))
}

function curl(args: readonly string[]): Promise<string> {
  return runProgram('curl', ['-sS', '-w', '%{http_code}', ...args])
}
