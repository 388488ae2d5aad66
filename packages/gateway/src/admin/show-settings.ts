import { Type } from 'typebox'
import { configKeys } from '../config/config-schema.ts'
import { version } from '../core/version.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'

/** Shows the configuration of the process that answers, where each value came from, and the parts of the installation. */
export const showSettings = defineAct({
  name: 'show_settings',
  summary: 'Show the configuration, and where each value came from',
  // It reveals details of the machine: paths, hosts, the address of the database.
  role: 'owner',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    settings: Type.Array(
      Type.Object({
        key: Type.String(),
        value: Type.Unknown({
          description: 'The value in the form for programs; `(set)` in place of a secret; null if there is none',
        }),
        source: Type.Union([Type.String(), Type.Null()], {
          description:
            '`default`, `file`, `flag`, or the name of the environment variable; null when there is no value',
        }),
        env: Type.String({ description: 'The environment variable that sets it' }),
        description: Type.String(),
      }),
      { description: 'Every setting of this process; other processes of the installation may have other values' },
    ),
    version: Type.String({ description: 'Version of Signpost' }),
    node: Type.String({ description: 'Version of Node.js' }),
    database: Type.Object({
      kind: Type.Enum(['sqlite', 'postgresql']),
      place: Type.String({ description: 'Its file, or its URL without the password' }),
    }),
    dataDirectory: Type.String(),
    masterKey: Type.String({ description: 'Where the master key comes from' }),
  }),
  async run(_, { installation, masterKey }: Needs<'installation' | 'masterKey'>) {
    const { databaseKind: kind, databasePlace: place, dataDirectory } = installation
    const descriptions = new Map(configKeys.map(({ key, schema }) => [key, schema.description]))
    return {
      settings: installation
        .settings()
        .map((setting) => ({ ...setting, description: descriptions.get(setting.key) ?? '' })),
      version,
      node: process.version,
      database: { kind, place },
      dataDirectory,
      masterKey: masterKey.source,
    }
  },
})
