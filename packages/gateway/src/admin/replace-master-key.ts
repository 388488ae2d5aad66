import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { replaceMasterKey as replaceMasterKeyFile } from '../vault/master-key-file.ts'
import { defineAct } from './act.ts'
import type { MasterKeyPlace, Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'

/**
 * Makes a new master key, if the key is a file of this node alone. Running servers read it from its file as soon as they
 * meet a record that needs it. `rotate_vault` then wraps all records with it.
 */
export const replaceMasterKey = defineAct({
  name: 'replace_master_key',
  summary: 'Make a new master key in the data directory',
  role: 'owner',
  effect: 'change',
  confirms: true,
  input: Type.Object({}),
  result: Type.Object({
    file: Type.String({ description: 'Path of the new key' }),
    previousFile: Type.String({ description: 'Path of the former keys' }),
  }),
  async run(_, dependencies: Needs<'vault' | 'ring' | 'masterKey' | 'actor' | 'clock' | 'accountId'>) {
    const { vault, ring, masterKey } = dependencies
    requireOwnFile(masterKey)
    await requireMasterKey(vault, ring)
    const { files } = masterKey
    const target = { kind: 'master_key', id: 'master_key', name: 'the master key' } as const
    const change = { act: 'replace_master_key', target, accountId: null }
    await vault.exclusively(() => replaceMasterKeyFile(files), describeChange(change, dependencies))
    return { file: files.current, previousFile: files.previous }
  },
})

function requireOwnFile({ source, isShared }: MasterKeyPlace): void {
  if (source !== 'file') {
    const place = source === 'command' ? 'the command that supplies it' : 'SIGNPOST_MASTER_KEY'
    throw createElsewhereError(
      `Signpost makes a new key only if the key is a file in the data directory; this one comes from ${place}. On every node, put a new key there and keep the old one as a previous key; then run \`signpost vault rotate\`.`,
    )
  }
  if (isShared) {
    throw createElsewhereError(
      'A new key would change the key of this node only, and other nodes on this database could no longer open any secret. On every node, put the new key in master.key and the old one in master.key.previous; then run `signpost vault rotate`.',
    )
  }
}

function createElsewhereError(message: string): AppError {
  return new AppError('master_key_elsewhere', { message })
}
