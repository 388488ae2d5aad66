import { Command, Option } from 'commander'
import type { Config, ConfigKey } from '../config/config-schema.ts'
import { type ConfigInput, type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { createOutput, type Output } from './output.ts'

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly dataDir?: string
  readonly config?: string
}

/** Options of a command that is about one account. */
export interface AccountOptions extends CommonOptions {
  readonly account?: string
}

const defaultConfigFile = 'signpost.config.json'

/** A command with the common options. */
export function createCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--data-dir <dir>', 'folder of the database and the master key (default: signpost-data)'))
    .addOption(new Option('--config <file>', `configuration file (default: ${defaultConfigFile}, if there is one)`))
    .addOption(new Option('--json', 'print one JSON value on standard output'))
}

/** A command about one account: the default one, unless `--account` names another. */
export function createAccountCommand(name: string, description: string): Command {
  return createCommand(name, description).option('--account <name>', 'account (default: default)')
}

/** The configuration for a command: file, environment, and the flags that are configuration keys. */
export function loadCommandConfig(
  options: CommonOptions,
  flags: Partial<Record<ConfigKey, unknown>> = {},
): LoadedConfig {
  return loadConfig(toConfigInput(options, flags))
}

/** The configuration and the output of a command. What is probably a mistake of the configuration is told first. */
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

/** Where a command's configuration comes from. */
export function toConfigInput(options: CommonOptions, flags: Partial<Record<ConfigKey, unknown>> = {}): ConfigInput {
  return {
    env: process.env,
    flags: { dataDir: options.dataDir, ...flags },
    file: options.config ?? defaultConfigFile,
    fileRequired: options.config !== undefined,
  }
}
