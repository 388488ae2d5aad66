import { createRequire } from 'node:module'
import type { XMLBuilder, XMLParser } from 'fast-xml-parser'

/** An XML document as S3 writes it. Attributes and namespaces are ignored. */
export interface XmlDocument {
  readonly root: string
  readonly element: XmlElement
}

/** An element: its text, or its children by name. Text is neither trimmed nor converted to a number. */
export type XmlElement = string | { readonly [name: string]: readonly XmlElement[] }

/** S3's own documents are four levels deep. */
const maxDepth = 16

const require = createRequire(import.meta.url)

let parser: XMLParser | undefined
let builder: XMLBuilder | undefined

/**
 * Reads an untrusted document. It accepts only XML's own five entities and character references, and a bounded depth. The code that reads
 * the text from the network has to bound its length.
 * @returns undefined when the text is not a document with one root
 */
export function parseXml(text: string): XmlDocument | undefined {
  parser ??= openParser()
  try {
    const nodes = parser.parse(text.trim()) as Readonly<Record<string, readonly XmlElement[]>>
    const [root, ...others] = Object.keys(nodes).filter((name) => name !== textName)
    const elements = root === undefined ? [] : nodes[root]
    const element = elements?.[0]
    if (root === undefined || element === undefined || elements?.length !== 1 || others.length > 0) return undefined
    return { root, element }
  } catch {
    return undefined
  }
}

/** Writes a document to send, in S3's namespace. @param element children by name, each a text, or a list for several of that name */
export function formatXml(root: string, element: Readonly<Record<string, unknown>>): string {
  builder ??= openBuilder()
  return builder.build({ [root]: { '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/', ...element } })
}

/** Lists the children of an element that have this name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return (typeof element === 'string' ? undefined : element[name]) ?? []
}

/** Returns the text of the first child with this name; undefined when there is none, or when that child has children itself. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const [child] = childrenOf(element, name)
  return typeof child === 'string' ? child : undefined
}

const textName = '#text'

/** Loads the parser at the first document, so that a start need not wait for it. */
function openParser(): XMLParser {
  const fastXmlParser: typeof import('fast-xml-parser') = require('fast-xml-parser')
  const { EntityDecoder }: typeof import('@nodable/entities') = require('@nodable/entities')
  return new fastXmlParser.XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    parseTagValue: false,
    // A key may begin or end with a space.
    trimValues: false,
    isArray: () => true,
    maxNestedTags: maxDepth,
    textNodeName: textName,
    // Without a decoder, the parser leaves `&#34;` as it is. Stores written in Go write the quotes of an ETag in this way.
    entityDecoder: new EntityDecoder({ onInputEntity: () => 'throw' }),
  })
}

/** Loads the builder, like the parser, at the first document. It escapes what XML requires. */
function openBuilder(): XMLBuilder {
  const fastXmlParser: typeof import('fast-xml-parser') = require('fast-xml-parser')
  return new fastXmlParser.XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })
}
