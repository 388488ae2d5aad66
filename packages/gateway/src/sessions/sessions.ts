import { hasCookie, nameCookies } from './cookies.ts'
import type { SessionDependencies, Sessions } from './session-ports.ts'

/**
 * Creates the sessions of administrators. The sign-in code takes 60 MB, so it is loaded at the first use.
 */
export function createSessions(dependencies: SessionDependencies): Sessions {
  const { publicUrl, hasTls } = dependencies
  const cookies = nameCookies(publicUrl?.startsWith('https:') ?? hasTls)
  let opened: Sessions | undefined

  async function open(): Promise<Sessions> {
    // Code that could not be read, for example for lack of file descriptors, is read at the next use.
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
