import { Argument, Command, Option } from 'commander'
import { formatCell } from '../core/printable-text.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** The script of each shell. It asks this program for candidates: lines of a text, a tab and a description. */
const scripts: Readonly<Record<(typeof shells)[number], string>> = {
  bash: `_signpost() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default 2>/dev/null
    elif [[ -n $line ]]; then
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${COMP_WORDS[0]}" completion bash --candidates -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _signpost signpost`,
  zsh: `#compdef signpost
_signpost() {
  local line
  local -a lines found
  lines=("\${(@f)$("\${words[1]}" completion zsh --candidates -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${lines[1]} == :files ]]; then
    _files
    return
  fi
  for line in $lines; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe signpost found
}
if [[ \${funcstack[1]} == _signpost ]]; then
  _signpost "$@"
else
  compdef _signpost signpost
fi`,
  fish: `function __signpost_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] completion fish --candidates -- $words[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\\n' $lines
    end
end
complete -c signpost -f -a '(__signpost_candidates)'`,
}

/** How long completion may take: a user who presses the tab key must not wait for an unreachable database. */
const patienceMs = 2000

/** The longest description: it shares a line with its candidate. */
const longestDescription = 70

/** `signpost completion`: prints a script that lets a shell complete commands, options and names. */
export const completion = new Command('completion')
  .description('print a script that lets your shell complete commands, options and names')
  .usage('<shell>')
  .addArgument(new Argument('<shell>', 'your shell').choices(shells))
  .argument('[words...]')
  .addOption(new Option('--candidates', 'print the candidates for the last word').hideHelp())
  .addHelpText(
    'after',
    `
bash  source <(signpost completion bash)    in ~/.bashrc
zsh   source <(signpost completion zsh)     in ~/.zshrc, after compinit
fish  signpost completion fish | source     in ~/.config/fish/config.fish`,
  )
  .action(async (shell: (typeof shells)[number], words: readonly string[], options: { candidates?: true }, command) => {
    if (options.candidates !== true) {
      process.stdout.write(`${scripts[shell]}\n`)
      return
    }
    setTimeout(() => process.exit(), patienceMs).unref()
    const { completeWords } = await import('./complete-words.ts')
    const { listStored } = await import('./list-stored.ts')
    const found = await completeWords(command.parent, words, listStored)
    const lines =
      found === 'files' ? [':files'] : found.map(([text, about]) => `${text}\t${formatCell(about, longestDescription)}`)
    process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  })
