import type { Alias, Document, Node, Pair } from 'yaml'

/** A place in a YAML document: the names in the maps and the indexes in the lists that lead to it. */
export type Path = readonly string[]

/** One problem of a document, with its place. */
export interface DocumentProblem {
  readonly path: Path
  /** The line in the document; the first is 1. */
  readonly line: number
  readonly message: string
}

/** A YAML document that could be read. */
export interface YamlDocument {
  /** The content as plain data. Maps are objects without a prototype. */
  readonly value: unknown
  /** Finds the line where the value at a path begins, or the nearest existing value around it. */
  findLine(path: Path): number
}

/** The largest file that is read. A state file with 100,000 tokens has a third of this size. */
export const maxFileBytes = 32 * 1024 * 1024
/** The deepest nesting that is read. The schema needs a depth of six. */
const maxDepth = 16
/** The most values that are read. An alias counts each time that it is used. 100,000 tokens with a dozen values each have fewer. */
const maxNodes = 2_000_000

/**
 * Reads a YAML 1.2 document with the core schema: `no`, `on` and times are texts, names are always texts, and tags create no other
 * types. Anchors and aliases are read; `<<` is a name like any other.
 * @returns the document, or the problems of its text
 */
export async function readYaml(
  text: string,
): Promise<YamlDocument | { readonly problems: readonly DocumentProblem[] }> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  // The library's own check for unique names takes quadratic time.
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    version: '1.2',
  } as const
  const document = yaml.parseDocument(text, options)
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    return { problems: faults.slice(0, 1).map(({ message, pos }) => toProblem([], pos[0], describeFault(message))) }
  }
  const problems: DocumentProblem[] = []
  const targets = findTargets(yaml, document)
  const value = createReader(yaml, targets, (path, offset, message) => {
    problems.push(toProblem(path, offset, message))
  })(document.contents)
  if (problems.length > 0) return { problems }
  const findOffset = createOffsetFinder(yaml, document, targets)
  return { value, findLine: (path) => lines.linePos(findOffset(path)).line }

  function toProblem(path: Path, offset: number, message: string): DocumentProblem {
    return { path, line: lines.linePos(offset).line, message }
  }
}

/** Describes an error of the parser, without the text that the parser quotes. */
function describeFault(message: string): string {
  if (/call stack|resource exhaustion/i.test(message)) return 'It is nested too deep'
  if (/multiple documents/.test(message)) return 'The file must be one document: remove everything after the ---'
  return `It is not YAML: ${message.replace(/:? ["'].*$/s, '')}`
}

type Yaml = typeof import('yaml')
type Report = (path: Path, offset: number, message: string) => void

/** What each alias refers to: the last node before it with its anchor. The library would search the whole document for each alias. */
type Targets = ReadonlyMap<Alias, Node>

function findTargets(yaml: Yaml, document: Document): Targets {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  yaml.visit(document, {
    Node(_key, node) {
      if (yaml.isAlias(node)) {
        const target = anchors.get(node.source)
        if (target !== undefined) targets.set(node, target)
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

/** Creates a function that converts a node to plain data, and reports nodes that it cannot convert. */
function createReader(yaml: Yaml, targets: Targets, report: Report): (node: Node | null) => unknown {
  let nodes = 0
  return (node) => read(node, [])

  function read(node: Node | null, path: Path): unknown {
    if (nodes++ > maxNodes || path.length > maxDepth) {
      if (nodes !== Number.POSITIVE_INFINITY)
        report(path, startOf(node), 'The file has too many values, or they are nested too deep')
      // Report this only once.
      nodes = Number.POSITIVE_INFINITY
      return undefined
    }
    if (yaml.isAlias(node)) {
      const target = targets.get(node)
      if (target === undefined)
        report(path, startOf(node), 'The alias refers to nothing: its anchor must come before it')
      return target === undefined ? undefined : read(target, path)
    }
    if (yaml.isMap(node)) return readMap(node.items as Pair<Node, Node | null>[], path)
    if (yaml.isSeq(node)) return node.items.map((item, index) => read(item as Node, [...path, String(index)]))
    return yaml.isScalar(node) ? node.value : undefined
  }

  function readMap(pairs: readonly Pair<Node, Node | null>[], path: Path): object {
    const entries = new Map<string, unknown>()
    for (const { key, value } of pairs) {
      const name = nameOf(yaml, key)
      const place = [...path, name]
      if (entries.has(name)) report(place, startOf(key), 'This name occurs twice')
      entries.set(name, read(value, place))
    }
    return Object.assign(Object.create(null), Object.fromEntries(entries))
  }
}

function nameOf(yaml: Yaml, key: Node): string {
  return yaml.isScalar(key) ? String(key.value) : ''
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}

/** Creates a function that finds where the value at a path begins. It is fast because it may be called for every entry of a map. */
function createOffsetFinder(yaml: Yaml, document: Document, targets: Targets): (path: Path) => number {
  const indexes = new Map<object, ReadonlyMap<string, Pair<Node, Node | null>>>()

  function findPair(map: { readonly items: readonly unknown[] }, name: string): Pair<Node, Node | null> | undefined {
    const pairs = map.items as readonly Pair<Node, Node | null>[]
    const index = indexes.get(map) ?? new Map(pairs.map((pair) => [nameOf(yaml, pair.key), pair]))
    indexes.set(map, index)
    return index.get(name)
  }

  return (path) => {
    let node: Node | null = document.contents
    let offset = startOf(node)
    for (const step of path) {
      if (yaml.isAlias(node)) node = targets.get(node) ?? null
      if (yaml.isMap(node)) {
        const pair = findPair(node, step)
        if (pair === undefined) return offset
        offset = startOf(pair.key)
        node = pair.value
      } else if (yaml.isSeq(node)) {
        node = (node.items[Number(step)] as Node | undefined) ?? null
        if (node === null) return offset
        offset = startOf(node)
      } else return offset
    }
    return offset
  }
}
