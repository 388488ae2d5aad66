import { listAccounts } from '../admin/list-accounts.ts'
import { listCredentials } from '../admin/list-credentials.ts'
import { listTokens } from '../admin/list-tokens.ts'
import { listUploads } from '../admin/list-uploads.ts'
import { findAccount } from '../admin/show-account.ts'
import { presets } from '../core/preset.ts'
import { createAdminDependencies, openState } from '../open-state.ts'
import { loadCommandConfig } from './common-options.ts'
import type { ListStored } from './complete-words.ts'

const page = { limit: 1000 }

/** Lists what an installation has, for completion. If it cannot be read, the list is empty; the command itself will say why. */
export const listStored: ListStored = async (
  kind,
  { '--data-dir': dataDir, '--config': config, '--account': name },
) => {
  try {
    const place = { ...(dataDir === undefined ? {} : { dataDir }), ...(config === undefined ? {} : { config }) }
    const state = await openState(loadCommandConfig(place), { mayCreate: false })
    try {
      const account = name === undefined || kind === 'account' ? state.account : await findAccount(name, state.database)
      const dependencies = createAdminDependencies({ ...state, account })
      if (kind === 'account') {
        return (await listAccounts.run(page, dependencies)).accounts.map((one) => [one.name, one.id])
      }
      if (kind === 'credential') {
        const { credentials } = await listCredentials.run(page, dependencies)
        return credentials.map((one) => [one.name, `${presets[one.preset].title}, ${one.region}`])
      }
      if (kind === 'upload') {
        const { uploads } = await listUploads.run(page, dependencies)
        return uploads.map(({ id, bucket, key }) => [id, `${bucket}/${key}`])
      }
      const { tokens } = await listTokens.run(page, dependencies)
      return tokens.flatMap((one) => (one.state === 'revoked' ? [] : [[one.id, one.name]]))
    } finally {
      await state.database.close()
    }
  } catch {
    return []
  }
}
