/**
 * Asks before something is destroyed, on standard error so that standard output stays the result's. A script (no
 * terminal) and `--yes` are taken at their word.
 * @returns whether to go on
 */
export async function confirmDestruction(question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes === true || !process.stdin.isTTY) return true
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: question, default: false }, { output: process.stderr })
}
