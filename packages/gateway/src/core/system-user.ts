import { userInfo } from 'node:os'

/**
 * The name of the operating system's user. Under `sudo` it names who called it, too; that is believed only of root, since anybody
 * may set the variable for himself.
 */
export function nameSystemUser(env: NodeJS.ProcessEnv = process.env, read = readUser): string {
  const { name, uid } = read()
  const caller = env.SUDO_USER ?? ''
  return uid === 0 && /^[\w.@-]{1,64}$/.test(caller) && caller !== name ? `${name} (sudo by ${caller})` : name
}

/** A container may run as a number that no user has: then there is no name to be had. */
function readUser(): { readonly name: string; readonly uid: number } {
  const uid = process.getuid?.() ?? -1
  try {
    return { name: userInfo().username, uid }
  } catch {
    return { name: `uid ${uid}`, uid }
  }
}
