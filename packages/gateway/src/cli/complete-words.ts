import type { Command, Option } from 'commander'

/** The candidates for a word: texts with descriptions, or file names. */
export type Completion = readonly (readonly [text: string, description: string])[] | 'files'

/** The kinds of words whose candidates are in the database. */
export type StoredKind = 'account' | 'credential' | 'token' | 'upload'

/**
 * Lists the installation's names or ids of a kind, with descriptions.
 * @param options the options on the line so far: `--data-dir`, `--account`
 */
export type ListStored = (
  kind: StoredKind,
  options: Readonly<Record<string, string>>,
) => Promise<Exclude<Completion, 'files'>>

/** Options whose value is a file or a folder. */
const fileOptions = ['--data-dir', '--config', '--json-input']

const storedOptions: Readonly<Record<string, StoredKind>> = {
  '--account': 'account',
  '--source': 'credential',
  '--token': 'token',
}

/**
 * Finds the candidates for the last word.
 * @param words the words after the program's name, up to the cursor; the last one may be empty
 */
export async function completeWords(program: Command, words: readonly string[], list: ListStored): Promise<Completion> {
  const last = words.at(-1) ?? ''
  const { command, values, args, open } = readWords(program, words.slice(0, -1))
  const [, name, begun] = /^(--[\w-]+)=(.*)$/.exec(last) ?? []
  const option = open ?? (name === undefined ? undefined : findOption(command, name))
  if (option !== undefined) {
    const found = narrow(await completeValue(option), begun ?? last)
    // A shell that does not split `--option=value` replaces all of it with the candidate.
    return found === 'files' || begun === undefined ? found : found.map(([text, about]) => [`${name}=${text}`, about])
  }
  if (last.startsWith('-')) return narrow(listOptions(command, Object.keys(values)), last)
  if (command.commands.length > 0) return narrow(listSubcommands(command), last)
  return narrow(await completeArgument(command, args), last)

  async function completeValue({ long, argChoices }: Option): Promise<Completion> {
    if (argChoices !== undefined) return argChoices.map((choice) => [choice, ''])
    if (fileOptions.includes(long ?? '')) return 'files'
    const kind = storedOptions[long ?? '']
    return kind === undefined ? [] : list(kind, values)
  }

  async function completeArgument({ registeredArguments, parent }: Command, index: number): Promise<Completion> {
    const argument = registeredArguments[index]
    if (argument?.argChoices !== undefined) return argument.argChoices.map((choice) => [choice, ''])
    if (argument?.name() === 'file') return 'files'
    // A new name has no candidates.
    const isNew = argument === undefined || argument.name() === 'new-name' || ['add', 'create'].includes(command.name())
    const kind = groupKinds[parent?.name() ?? '']
    return isNew || kind === undefined ? [] : list(kind, values)
  }
}

/** The kind of the first argument, for the commands of each group. */
const groupKinds: Readonly<Record<string, StoredKind>> = {
  account: 'account',
  credential: 'credential',
  cors: 'credential',
  token: 'token',
  upload: 'upload',
}

/** Finds the command, its options and the number of its arguments in the words before the last one. */
function readWords(program: Command, words: readonly string[]) {
  let command = program
  let args = 0
  let open: Option | undefined
  const values: Record<string, string> = {}
  // Bash splits `--option=value` at the `=`.
  for (const word of words.filter((one) => one !== '=')) {
    if (open !== undefined) {
      values[open.long ?? ''] = word
      open = undefined
    } else if (word.startsWith('-')) {
      const [name = '', value] = word.split('=', 2)
      const option = findOption(command, name)
      if (value === undefined && option?.required === true) open = option
      values[name] = value ?? ''
    } else {
      const subcommand = command.commands.find((one) => one.name() === word)
      if (subcommand === undefined) args++
      else command = subcommand
    }
  }
  return { command, values, args, open }
}

function findOption(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => long === name || short === name)
}

function listOptions(command: Command, given: readonly string[]): Completion {
  const visible = command.createHelp().visibleOptions(command)
  return visible.flatMap(({ long, description, parseArg }) => {
    // An option with a parser may be a list, and can be repeated.
    const isOver = long === undefined || (given.includes(long) && parseArg === undefined)
    return isOver || long === undefined ? [] : [[long, description] as const]
  })
}

function listSubcommands(command: Command): Completion {
  const visible = command.createHelp().visibleCommands(command)
  return visible.map((one) => [one.name(), one.description()])
}

function narrow(completion: Completion, begun: string): Completion {
  return completion === 'files'
    ? completion
    : completion.filter(([text]) => text.startsWith(begun === '=' ? '' : begun))
}
