/** A refusal in S3's words (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export class S3Refusal extends Error {
  /** The HTTP status. */
  readonly status: number
  /** S3's error code, such as `AccessDenied`. */
  readonly code: string
  readonly details: Readonly<Record<string, string>>

  /** @param details further elements of the error document */
  constructor(status: number, code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'S3Refusal'
    this.status = status
    this.code = code
    this.details = details
  }

  /** The error document. */
  toXml(): string {
    const elements = Object.entries({ Code: this.code, Message: this.message, ...this.details })
    const content = elements.map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`).join('')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`
  }
}

function escapeXml(text: string): string {
  // XML 1.0 has no way to write most control characters.
  const printable = text.replace(/[^\P{Cc}\n]/gu, '\uFFFD')
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
