import { Identifier, LabelName, parser, VectorSelector } from '@prometheus-io/lezer-promql'

/** What a PromQL expression asks for. */
export interface PromqlNames {
  readonly metrics: ReadonlySet<string>
  /** Labels that it picks by or groups by. */
  readonly labels: ReadonlySet<string>
}

/**
 * Reads the names out of an expression.
 * @throws Error when it is no PromQL
 */
export function readPromqlNames(expression: string): PromqlNames {
  const metrics = new Set<string>()
  const labels = new Set<string>()
  parser
    .configure({ strict: true })
    .parse(expression)
    .iterate({
      enter({ type, node, from, to }) {
        if (type.id === Identifier && node.parent?.type.id === VectorSelector) metrics.add(expression.slice(from, to))
        if (type.id === LabelName) labels.add(expression.slice(from, to))
      },
    })
  return { metrics, labels }
}
