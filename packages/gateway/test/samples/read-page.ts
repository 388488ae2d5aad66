import { lexer, type Token, type Tokens } from 'marked'

/** What a page says of a block in an HTML comment before it, which no reader sees. CONTRIBUTING.md has the rule. */
export interface BlockMarks {
  /** Why it cannot run here. */
  readonly 'not run'?: string
  /** The file of the test that runs it. */
  readonly 'run by'?: string
  /** What comes before it: commands; of TypeScript and JavaScript, declarations. */
  readonly given?: string
  /** A command that looks at the block, which is the file `$BLOCK`. */
  readonly check?: string
}

/** One fenced block of a page. */
export interface PageBlock {
  /** Of its text, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  readonly marks: BlockMarks
  /** Whether it stands right below commands, as what they print. */
  readonly isBelowCommands: boolean
}

const markNames = ['not run', 'run by', 'given', 'check']

/**
 * The fenced blocks of a page, in order, those in lists too.
 * @throws Error when a mark says nothing, or code is indented instead of fenced
 */
export function readPage(markdown: string): PageBlock[] {
  const blocks: Omit<PageBlock, 'line'>[] = []
  collect(lexer(markdown), blocks)
  const fences = markdown.split('\n').flatMap((line, index) => (/^\s*```/.test(line) ? [index + 2] : []))
  if (fences.length !== blocks.length * 2) throw new Error('A block is not fenced by ```, or does not end')
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
    if (text.trim() === '') throw new Error(`"${name}:" says nothing`)
    marks[name] = text.trim()
  }
  return marks
}
