import { Code } from '@mantine/core'
import { Fragment } from 'react'

/** Renders a sentence of the gateway's documents, with backticks for code and `**bold**`. */
export function InlineText({ text }: { readonly text: string }) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part, index) => {
    const key = `${index} ${part}`
    if (part.startsWith('`') && part.length > 2) return <Code key={key}>{part.slice(1, -1)}</Code>
    if (part.startsWith('**') && part.length > 4) return <b key={key}>{part.slice(2, -2)}</b>
    // A link in the documents leads to another place in them. Here its words are enough.
    const words = /^\[([^\]]+)\]\(/.exec(part)?.[1]
    return <Fragment key={key}>{words ?? part}</Fragment>
  })
}
