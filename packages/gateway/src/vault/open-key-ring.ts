import { existsSync } from 'node:fs'
import { AppError } from '../core/app-error.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { type MasterKeys, parseMasterKey, runMasterKeyCommand } from './master-key.ts'
import {
  locateMasterKeyFiles,
  type MasterKeyFiles,
  readMasterKeyFiles,
  stampMasterKeyFiles,
} from './master-key-file.ts'

/** Where the master key comes from: the configuration, a command, or a file in the data directory. */
export type MasterKeySource = 'configuration' | 'command' | 'file'

/** The settings that say where the master keys are. At most one of `masterKey` and `masterKeyCommand` is set. */
export interface MasterKeyOptions {
  readonly dataDir: string
  readonly masterKey?: string | undefined
  readonly masterKeyCommand?: string | undefined
  readonly previousMasterKeys?: readonly string[] | undefined
  /** The id of the installation's master key, for the error about a missing key; undefined before the first key. */
  readonly neededId?: string | undefined
}

/** The key ring, and the source of its current key. */
export interface OpenedKeyRing {
  readonly ring: KeyRing
  readonly source: MasterKeySource
}

/** The public message of the error about key files that cannot be read any more. Its cause names the file. */
export const unreadableKeyMessage =
  'The master key of this gateway cannot be read: its file is missing or damaged, or others may read it. The log says more.'

/** The source that the options name. */
export function chooseMasterKeySource({ masterKey, masterKeyCommand }: MasterKeyOptions): MasterKeySource {
  if (masterKey !== undefined) return 'configuration'
  return masterKeyCommand === undefined ? 'file' : 'command'
}

/**
 * Opens the key ring. Keys are read when one is first used. So commands that open no secret, such as the revocation of a
 * token, work while a KMS is unavailable, or when the key is lost. The first use throws when a key is not 32 bytes, when its file is
 * missing, or when others may read the file.
 */
export function openKeyRing(options: MasterKeyOptions): OpenedKeyRing {
  const source = chooseMasterKeySource(options)
  return { ring: createLazyKeyRing(() => loadKeyRing(options)), source }
}

function loadKeyRing({
  dataDir,
  masterKey,
  masterKeyCommand,
  previousMasterKeys = [],
  neededId,
}: MasterKeyOptions): KeyRing {
  const configured = previousMasterKeys.map(parseMasterKey)
  if (masterKey !== undefined) return createKeyRing(parseMasterKey(masterKey), configured)
  if (masterKeyCommand !== undefined) {
    const { current, previous } = runMasterKeyCommand(masterKeyCommand)
    return createKeyRing(current, [...previous, ...configured])
  }
  const files = locateMasterKeyFiles(dataDir)
  if (existsSync(files.current)) return openFileKeyRing(files, configured)
  const needed = neededId === undefined ? '' : ` This installation needs the key ${neededId}.`
  throw new AppError('master_key_mismatch', {
    message: `The master key is missing: there is no ${files.current}, and neither SIGNPOST_MASTER_KEY, SIGNPOST_MASTER_KEY_FILE nor SIGNPOST_MASTER_KEY_COMMAND is set.${needed} Give this process the key of the gateway, or put its file back; docs/master-key.md says what to do when it is lost.`,
  })
}

/**
 * Opens the key ring of a data directory's key files. A new master key needs no restart: the ring checks the files before each
 * use of the current key, and when it is asked for a key that it does not have.
 * @param configured former keys from the configuration, which the ring also opens with
 * @throws Error like {@link readMasterKeyFiles}. When the files are no longer valid, a later use of the current key throws AppError
 *   `unavailable`. Until a process ends, the keys that it has read go on opening.
 */
export function openFileKeyRing(files: MasterKeyFiles, configured: readonly Buffer[] = []): KeyRing {
  let ring: KeyRing | undefined
  let seen: string | undefined

  function refresh(): KeyRing {
    // Before the files are read, so that a change in between is seen the next time.
    const stamp = stampMasterKeyFiles(files)
    if (ring !== undefined && stamp === seen) return ring
    const { current, previous } = ring === undefined ? readMasterKeyFiles(files) : readAgain(files)
    ring = createKeyRing(current, [...previous, ...configured])
    seen = stamp
    return ring
  }

  refresh()
  return delegate(refresh, (id) => ring?.find(id) ?? refresh().find(id))
}

function readAgain(files: MasterKeyFiles): MasterKeys {
  try {
    return readMasterKeyFiles(files)
  } catch (cause) {
    throw new AppError('unavailable', { message: unreadableKeyMessage, cause })
  }
}

/** Creates a key ring that is loaded at its first use, and then stays. An error of `load` is thrown by the use. */
export function createLazyKeyRing(load: () => KeyRing): KeyRing {
  let loaded: KeyRing | undefined
  return delegate(() => {
    loaded ??= load()
    return loaded
  })
}

function delegate(use: () => KeyRing, find: KeyRing['find'] = (id) => use().find(id)): KeyRing {
  return {
    get current() {
      return use().current
    },
    get previous() {
      return use().previous
    },
    find,
  }
}
