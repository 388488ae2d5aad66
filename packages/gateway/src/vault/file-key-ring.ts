import { createKeyRing, type KeyRing } from './key-ring.ts'
import { type MasterKeyFiles, readMasterKeyFiles, stampMasterKeyFiles } from './master-key-file.ts'

/**
 * The key ring of a data directory's key files. It goes over to a new master key without a restart: the files are looked
 * at before each use of the current key, and when a key is asked for that the ring does not have.
 * @param configured former keys from the configuration, which open as well
 * @throws Error like {@link readMasterKeyFiles}; so do later uses of the ring, when the files are no longer good
 */
export function openFileKeyRing(files: MasterKeyFiles, configured: readonly Buffer[] = []): KeyRing {
  let ring: KeyRing | undefined
  let seen: string | undefined

  function refresh(): KeyRing {
    // Before the files are read: a change that comes between is then seen the next time.
    const stamp = stampMasterKeyFiles(files)
    if (ring !== undefined && stamp === seen) return ring
    const { current, previous } = readMasterKeyFiles(files)
    ring = createKeyRing(current, [...previous, ...configured])
    seen = stamp
    return ring
  }

  refresh()
  return {
    get current() {
      return refresh().current
    },
    get previous() {
      return refresh().previous
    },
    find: (id) => ring?.find(id) ?? refresh().find(id),
  }
}
