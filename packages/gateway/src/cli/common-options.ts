import { Command, Option } from 'commander'
import type { Config, ConfigKey } from '../config/config-schema.ts'
import { type ConfigInput, defaultConfigFile, type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { createOutput, type Output } from './output.ts'

/** The options of every command. */
export interface CommonOptions {
  readonly json?: boolean
  readonly dataDir?: string
  readonly config?: string
}

/** The options of a command that works on one account. */
export interface AccountOptions extends CommonOptions {
  readonly account?: string
}

/** Creates a command with the common options. */
export function createCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--data-dir <dir>', 'folder of the database and the master key (default: signpost-data)'))
    .addOption(new Option('--config <file>', `configuration file (default: ${defaultConfigFile}, if there is one)`))
    .addOption(new Option('--json', 'print one JSON value on standard output'))
}

/** Creates a command that works on one account: the default one, unless `--account` names another. */
export function createAccountCommand(name: string, description: string): Command {
  return createCommand(name, description).option('--account <name>', 'account (default: default)')
}

/** Loads the configuration of a command from the file, the environment, and the flags that are configuration keys. */
export function loadCommandConfig(
  options: CommonOptions,
  flags: Partial<Record<ConfigKey, unknown>> = {},
): LoadedConfig {
  return loadConfig(toConfigInput(options, flags))
}

/** Opens the configuration and the output of a command. It first warns about probable mistakes in the configuration. */
export function openCommand(options: CommonOptions): {
  readonly loaded: LoadedConfig
  readonly config: Config
  readonly output: Output
} {
  const loaded = loadCommandConfig(options)
  const { config, warnings } = loaded
  const output = createOutput(options.json === true)
  for (const warning of warnings) output.note(warning)
  return { loaded, config, output }
}

/** Lists where the configuration of a command comes from. */
export function toConfigInput(options: CommonOptions, flags: Partial<Record<ConfigKey, unknown>> = {}): ConfigInput {
  return {
    env: process.env,
    flags: { dataDir: options.dataDir, ...flags },
    file: options.config ?? defaultConfigFile,
    fileRequired: options.config !== undefined,
  }
}
