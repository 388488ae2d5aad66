import { existsSync, writeFileSync } from 'node:fs'
import { exportState } from '../state-file/export-state.ts'
import { renderStateSchema } from '../state-file/state-json-schema.ts'
import { writeStateFile } from '../state-file/write-state-file.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { createOutput } from './output.ts'
import { runActs } from './run-on-state.ts'

interface Options extends CommonOptions {
  readonly schema?: boolean
}

/** `signpost export-state`: writes the installation as the file that `signpost apply` reads. */
export const exportStateCommand = createCommand(
  'export-state',
  'write accounts, credentials, tokens and administrators as a file for apply',
)
  .argument('[file]', 'the file to write, which must not exist; by default standard output')
  .option('--schema', 'write the JSON Schema of the file instead, for editors')
  .addHelpText('after', '\nThe file contains no secrets. In the place of a secret it names a variable to set.')
  .action(async (file: string | undefined, options: Options) => {
    if (options.schema === true) {
      const schema = renderStateSchema()
      // The schema is indented, because people read it as well.
      write(file, JSON.stringify(schema, undefined, 2), schema, createOutput(options.json === true))
      return
    }
    if (file !== undefined) requireFree(file)
    await runActs(options, async (dependencies, output) => {
      const state = await exportState(dependencies)
      write(file, (await writeStateFile(state)).trimEnd(), state, output)
    })
  })

function write(file: string | undefined, text: string, value: object, output: ReturnType<typeof createOutput>): void {
  if (file === undefined) {
    output.result(value, text)
    return
  }
  requireFree(file)
  writeFileSync(file, `${text}\n`, { flag: 'wx' })
  output.result({ file }, `Wrote ${file}.`)
}

/** Refuses to replace a file, because comments and references that a person has added would be lost. */
function requireFree(file: string): void {
  if (existsSync(file)) throw new Error(`${file} exists already; write to another file, and compare the two`)
}
