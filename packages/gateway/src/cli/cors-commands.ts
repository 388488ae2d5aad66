import type { Command } from 'commander'
import { checkCors } from '../admin/check-cors.ts'
import { type CorsReport, corsFields, type PageMethod } from '../admin/cors-fields.ts'
import { setCors } from '../admin/set-cors.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { createFieldOption } from './option-parsers.ts'
import { formatTable } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs } from './run-on-state.ts'

interface CorsOptions extends AccountOptions {
  readonly bucket?: string
  readonly origin: string
  readonly method?: readonly PageMethod[]
  readonly header?: readonly string[]
  readonly yes?: boolean
}

function createCorsCommand(name: string, description: string): Command {
  return createAccountCommand(name, description)
    .argument('<name>', 'name of the credential')
    .addOption(createFieldOption('--bucket <bucket>', corsFields.bucket))
    .addOption(createFieldOption('--origin <origin>', corsFields.origin).makeOptionMandatory())
    .addOption(createFieldOption('--method <method>', corsFields.methods))
    .addOption(createFieldOption('--header <name>', corsFields.headers))
}

function toInput(name: string, { bucket, origin, method, header }: CorsOptions) {
  return { name, bucket, origin, methods: method, headers: header }
}

const check = createCorsCommand('check', 'ask a store, as a browser would, whether web pages may use a bucket').action(
  async (name: string, options: CorsOptions) => {
    await runActs(options, async (dependencies, output) => {
      const report = await checkCors.run(toInput(name, options), dependencies)
      if (report.status === 'refused') process.exitCode = 1
      output.result(report, describeCors(report))
    })
  },
)

const set = createCorsCommand('set', 'let web pages use a bucket: add the least that they need to its CORS rules')
  .option('--yes', 'do not ask for confirmation')
  .action(async (name: string, options: CorsOptions) => {
    await runActs(options, async (dependencies, output) => {
      const input = toInput(name, options)
      const plan = await setCors.run({ ...input, isPlan: true }, dependencies)
      const { bucket, status } = plan.check
      if (!plan.isChanged) {
        if (status === 'refused') process.exitCode = 1
        const text = status === 'refused' ? unheard : 'Nothing needs to be set.'
        output.result(plan, `${describeCors(plan.check)}\n${text}`)
        return
      }
      output.note(
        `These will be the CORS rules of ${bucket}. The first is for ${options.origin}; the others stay as they are:`,
      )
      output.note(formatRules(plan.rules))
      await confirmDestruction(`Set them?`, options)
      const done = await setCors.run(input, dependencies)
      if (done.check.status === 'refused') process.exitCode = 1
      const text = done.check.status === 'refused' ? unheard : `Set the CORS rules of ${bucket}.`
      output.result(done, `${text}\n${describeCors(done.check)}`)
    })
  })

const unheard =
  'The rules of the bucket allow it, but the store still refuses. The change may need a minute. Otherwise a proxy or a CDN in front of the store answers in its place.'

/** `signpost cors …` */
export const corsCommands = [check, set]

/** Describes a store's answer, with one line for each method. */
export function describeCors({ name, asked, methods, explanation }: CorsReport): string {
  const lines = methods.map(
    ({ method, isAllowed, observed }) => `${isAllowed ? 'allowed' : 'REFUSED'}  ${method} (${observed})`,
  )
  return [`${name}: asked ${asked} as a browser would`, ...lines, explanation].join('\n')
}

function formatRules(rules: Awaited<ReturnType<typeof setCors.run>>['rules']): string {
  const rows = rules.map(({ origins, methods, headers, exposedHeaders, maxAgeSeconds }) => [
    origins.join(' '),
    methods.join(' '),
    headers.join(' ') || '-',
    exposedHeaders.join(' ') || '-',
    String(maxAgeSeconds ?? '-'),
  ])
  return formatTable([['ORIGINS', 'METHODS', 'HEADERS', 'EXPOSED', 'SECONDS'], ...rows])
}
