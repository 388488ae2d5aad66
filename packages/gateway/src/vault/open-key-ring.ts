import { existsSync } from 'node:fs'
import { openFileKeyRing } from './file-key-ring.ts'
import { createKeyRing, createLazyKeyRing, type KeyRing } from './key-ring.ts'
import { parseMasterKey } from './master-key.ts'
import { runMasterKeyCommand } from './master-key-command.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from './master-key-file.ts'

/** Where the master key comes from: the configuration, a command, or a file in the data directory. */
export type MasterKeySource = 'configuration' | 'command' | 'file'

/** What names the master keys. At most one of `masterKey` and `masterKeyCommand` is there. */
export interface MasterKeyOptions {
  readonly dataDir: string
  readonly masterKey?: string | undefined
  readonly masterKeyCommand?: string | undefined
  readonly previousMasterKeys?: readonly string[] | undefined
}

/** The key ring, and where its current key came from. */
export interface OpenedKeyRing {
  readonly ring: KeyRing
  readonly source: MasterKeySource
  /** Path of the key file that this call made. */
  readonly createdFile: string | undefined
}

/** Which source the options name. */
export function chooseMasterKeySource({ masterKey, masterKeyCommand }: MasterKeyOptions): MasterKeySource {
  if (masterKey !== undefined) return 'configuration'
  return masterKeyCommand === undefined ? 'file' : 'command'
}

/**
 * Opens the key ring. The command is run only when a key is first used, so that commands that open no secret, such as
 * the revocation of a token, work while a KMS is away.
 * @param isVaultEmpty whether nothing is sealed yet: only then a missing key file is made, since a new key would open
 * nothing of what is there
 * @throws Error when a key is not 32 bytes, when its file is missing, or when others may read the file
 */
export async function openKeyRing(
  options: MasterKeyOptions,
  isVaultEmpty: () => Promise<boolean>,
): Promise<OpenedKeyRing> {
  const { masterKey, masterKeyCommand } = options
  const configured = (options.previousMasterKeys ?? []).map(parseMasterKey)
  if (masterKey !== undefined) {
    const ring = createKeyRing(parseMasterKey(masterKey), configured)
    return { ring, source: 'configuration', createdFile: undefined }
  }
  if (masterKeyCommand !== undefined) {
    const ring = createLazyKeyRing(() => {
      const { current, previous } = runMasterKeyCommand(masterKeyCommand)
      return createKeyRing(current, [...previous, ...configured])
    })
    return { ring, source: 'command', createdFile: undefined }
  }
  const files = locateMasterKeyFiles(options.dataDir)
  if (!existsSync(files.current) && !(await isVaultEmpty())) throw createMissingError(files.current)
  const isCreated = createMasterKeyFile(files)
  const ring = openFileKeyRing(files, configured)
  return { ring, source: 'file', createdFile: isCreated ? files.current : undefined }
}

function createMissingError(file: string): Error {
  return new Error(
    `The database holds sealed credentials, but their master key is missing: there is no ${file}, and neither SIGNPOST_MASTER_KEY nor SIGNPOST_MASTER_KEY_COMMAND is set. Put the key back; docs/master-key.md says what to do when it is lost`,
  )
}
