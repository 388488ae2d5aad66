import { Code } from '@mantine/core'
import { Fragment } from 'react'

/** A sentence of the gateway's documents, in which backticks mark what is to be written so: `**bold**` is there as well. */
export function InlineText({ text }: { readonly text: string }) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part, index) => {
    const key = `${index} ${part}`
    if (part.startsWith('`') && part.length > 2) return <Code key={key}>{part.slice(1, -1)}</Code>
    if (part.startsWith('**') && part.length > 4) return <b key={key}>{part.slice(2, -2)}</b>
    // A link of the documents leads within them; here its words are enough.
    const words = /^\[([^\]]+)\]\(/.exec(part)?.[1]
    return <Fragment key={key}>{words ?? part}</Fragment>
  })
}
