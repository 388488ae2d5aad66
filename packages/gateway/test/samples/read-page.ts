import { lexer, type Token, type Tokens } from 'marked'

/** The marks of a block, from the HTML comment before it, which readers do not see. CONTRIBUTING.md has the rule. */
export interface BlockMarks {
  /** Why the block cannot run here. */
  readonly 'not run'?: string
  /** The test file that runs the block. */
  readonly 'run by'?: string
  /** Code that is put before the block: commands or, for TypeScript and JavaScript, declarations. */
  readonly given?: string
  /** A command that checks the block, which is in the file `$BLOCK`. */
  readonly check?: string
}

/** One fenced block of a page. */
export interface PageBlock {
  /** The first line of its text, counted from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  readonly marks: BlockMarks
  /** Whether it is directly below commands, and shows their output. */
  readonly isBelowCommands: boolean
}

const markNames = ['not run', 'run by', 'given', 'check']

/**
 * Reads the fenced blocks of a page in order, including those in lists.
 * @throws Error when a mark is empty, or code is indented instead of fenced
 */
export function readPage(markdown: string): PageBlock[] {
  const blocks: Omit<PageBlock, 'line'>[] = []
  collect(lexer(markdown), blocks)
  const fences = markdown.split('\n').flatMap((line, index) => (/^\s*```/.test(line) ? [index + 2] : []))
  if (fences.length !== blocks.length * 2) throw new Error('A block is not fenced by ```, or its fence is not closed')
  return blocks.map((block, index) => ({ ...block, line: fences[index * 2] ?? 0 }))
}

function collect(tokens: readonly Token[], blocks: Omit<PageBlock, 'line'>[]): void {
  let comments = ''
  let isBelowCommands = false
  for (const token of tokens) {
    if (token.type === 'html') comments += token.raw
    if (token.type === 'html' || token.type === 'space') continue
    if (token.type === 'code') {
      const { lang: language = '', text } = token as Tokens.Code
      blocks.push({ language, text, marks: readMarks(comments), isBelowCommands })
    }
    isBelowCommands = token.type === 'code' && (token as Tokens.Code).lang === 'sh'
    comments = ''
    for (const item of (token as Tokens.List).items ?? []) collect(item.tokens, blocks)
    if (token.type === 'blockquote') collect((token as Tokens.Blockquote).tokens, blocks)
  }
}

function readMarks(comments: string): BlockMarks {
  const marks: Record<string, string> = {}
  for (const [, comment = ''] of comments.matchAll(/<!--(.*?)-->/gs)) {
    const [, name = '', text = ''] = /^\s*([a-z ]+):(.*)$/s.exec(comment) ?? []
    if (!markNames.includes(name)) continue
    if (text.trim() === '') throw new Error(`The mark "${name}:" is empty`)
    marks[name] = text.trim()
  }
  return marks
}
