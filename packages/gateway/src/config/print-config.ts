import { type ConfigKey, configKeys } from './config-schema.ts'
import type { ConfigSource, LoadedConfig } from './load-config.ts'

/** One line of `config print`. */
export interface PrintedKey {
  readonly key: ConfigKey
  /** The value; `(set)` in place of a secret, null when there is none. */
  readonly value: unknown
  readonly source: ConfigSource | null
  readonly env: string
}

/** The configuration as it may be shown: secrets masked, each value with its source. */
export function printConfig({ config, sources }: LoadedConfig): PrintedKey[] {
  return configKeys.map(({ key, env, secret }) => {
    const value = config[key]
    const shown = value === undefined ? null : secret ? '(set)' : value
    return { key, value: shown, source: sources[key] ?? null, env }
  })
}
