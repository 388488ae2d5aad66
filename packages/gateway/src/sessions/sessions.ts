import { hasCookie, nameCookies } from './cookies.ts'
import type { SessionDependencies, Sessions } from './session-ports.ts'

/**
 * Makes the sessions of administrators. What signs people in is loaded when somebody first comes: it takes 60 MB.
 */
export function createSessions(dependencies: SessionDependencies): Sessions {
  const { publicUrl, hasTls } = dependencies
  const cookies = nameCookies(publicUrl?.startsWith('https:') ?? hasTls)
  let opened: Sessions | undefined

  async function open(): Promise<Sessions> {
    // What could not be read, for want of file descriptors for one, is read when somebody comes again.
    const { openSessions } = await import('./open-sessions.ts')
    opened ??= openSessions(dependencies, cookies)
    return opened
  }

  return {
    async identify(headers) {
      return hasCookie(headers, cookies.session) ? (await open()).identify(headers) : undefined
    },
    handle: async (request) => (await open()).handle(request),
  }
}
