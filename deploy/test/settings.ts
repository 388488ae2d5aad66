import { type Config, configKeys } from '../../packages/gateway/src/config/config-schema.ts'
import { loadConfig } from '../../packages/gateway/src/config/load-config.ts'
import { parseMasterKey } from '../../packages/gateway/src/vault/master-key.ts'

/** Every environment variable that the gateway reads: one for each key, and one with `_FILE` for each secret. */
export const knownVariables: ReadonlySet<string> = new Set(
  configKeys.flatMap(({ env, schema }) => (schema.secret ? [env, `${env}_FILE`] : [env])),
)

/**
 * Reads the gateway's configuration from an environment.
 * @throws Error when the environment has a variable that the gateway does not read, or a value that the gateway refuses
 */
export function readSettings(env: Readonly<Record<string, string>>): Config {
  const unknown = Object.keys(env).filter((name) => name.startsWith('SIGNPOST_') && !knownVariables.has(name))
  if (unknown.length > 0) throw new Error(`The gateway reads no ${unknown.join(', ')}`)
  const { config } = loadConfig({ env })
  if (config.masterKey !== undefined) parseMasterKey(config.masterKey)
  return config
}
