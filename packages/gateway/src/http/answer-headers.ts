/**
 * Headers of every answer. A signed URL is a bearer secret: it must stay in no cache, and a page that holds it must not
 * leak it as a referrer.
 */
export const answerHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Response header with the id that finds the log line. */
export const requestIdHeader = 'x-request-id'
