import { describeSystemError } from '../core/system-error.ts'

/**
 * Says why Redis is unavailable, for the log. The text never contains the URL's password, even when an old server repeats it in its
 * answer to a command that it does not know.
 */
export function describeRedisFailure(error: unknown, url: string): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string') {
    const words = describeSystemError(error as Error)
    return words === message ? code : words
  }
  const text = String(message).split(', with args')[0] ?? ''
  return readPasswords(url).reduce((shown, password) => shown.replaceAll(password, '…'), text)
}

/** The password as written in the URL, and decoded. */
function readPasswords(url: string): string[] {
  if (!URL.canParse(url)) return [url]
  const { password } = new URL(url)
  return [password, decodePassword(password)].filter((text) => text !== '')
}

function decodePassword(password: string): string {
  try {
    return decodeURIComponent(password)
  } catch {
    return password
  }
}
