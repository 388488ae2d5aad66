import { createRequire } from 'node:module'
import type { XMLBuilder, XMLParser } from 'fast-xml-parser'

/** An XML document as S3 writes them: attributes and namespaces mean nothing. */
export interface XmlDocument {
  readonly root: string
  readonly element: XmlElement
}

/** An element: its text, or its children by name. Text is neither trimmed nor made a number. */
export type XmlElement = string | { readonly [name: string]: readonly XmlElement[] }

/** S3's own documents are four levels deep. */
const maxDepth = 16

const require = createRequire(import.meta.url)

let parser: XMLParser | undefined
let builder: XMLBuilder | undefined

/**
 * Reads a document that a stranger may have written: no entities but XML's own five and character references, a bounded
 * depth. How long the text may be is for whoever reads it from the network to say.
 * @returns undefined when it is no document with one root
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

/** A document to send, in S3's namespace. @param element children by name, each a text or several of one name */
export function formatXml(root: string, element: Readonly<Record<string, unknown>>): string {
  builder ??= openBuilder()
  return builder.build({ [root]: { '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/', ...element } })
}

/** The children of an element that have a name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return (typeof element === 'string' ? undefined : element[name]) ?? []
}

/** The text of an element's first child of that name; undefined when there is none, or when it has children itself. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const [child] = childrenOf(element, name)
  return typeof child === 'string' ? child : undefined
}

const textName = '#text'

/** Loaded at the first document: a start need not wait for it. */
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
    // Without one the parser leaves `&#34;` as it is, which is how Go's stores write the quotes of an ETag.
    entityDecoder: new EntityDecoder({ onInputEntity: () => 'throw' }),
  })
}

/** Loaded like the parser. It escapes what XML has to have escaped. */
function openBuilder(): XMLBuilder {
  const fastXmlParser: typeof import('fast-xml-parser') = require('fast-xml-parser')
  return new fastXmlParser.XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })
}
