import { userInfo } from 'node:os'

/**
 * Names the operating system's user, and under `sudo` also the user who called it. `SUDO_USER` counts only when the user is root,
 * because any other user can set the variable at will.
 */
export function nameSystemUser(env: NodeJS.ProcessEnv = process.env, read = readUser): string {
  const { name, uid } = read()
  const caller = env.SUDO_USER ?? ''
  return uid === 0 && /^[\w.@-]{1,64}$/.test(caller) && caller !== name ? `${name} (sudo by ${caller})` : name
}

/** A container may run under a user id without a user. There is no name then. */
function readUser(): { readonly name: string; readonly uid: number } {
  const uid = process.getuid?.() ?? -1
  try {
    return { name: userInfo().username, uid }
  } catch {
    return { name: `uid ${uid}`, uid }
  }
}
