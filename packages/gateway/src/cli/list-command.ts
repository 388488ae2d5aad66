import type { Command } from 'commander'
import type { TSchema } from 'typebox'
import type { AdminDependencies } from '../admin/dependencies.ts'
import { type ListInput, listFields, type PageInput, pageFields } from '../admin/page.ts'
import type { AccountOptions } from './common-options.ts'
import { createFieldOption } from './option-parsers.ts'
import type { Output } from './output.ts'
import { runActs } from './run-on-state.ts'

/** The output of a command that lists: a page, as the act returned it, and the same as text. */
export interface Listing {
  readonly page: { readonly nextCursor: string | null }
  readonly text: string
}

/** The parameter that {@link addListing} passes to its function, besides the options. */
export interface ListContext {
  readonly input: { readonly [Name in keyof PageInput]: PageInput[Name] | undefined }
  readonly dependencies: AdminDependencies
  readonly output: Output
}

/** The options of {@link addSearch}. */
export interface SearchOptions extends AccountOptions, Pick<ListInput, 'search' | 'order'> {}

/** Adds the options for search and order to a command that lists. */
export function addSearch(command: Command, { search }: { readonly search: TSchema } = listFields): Command {
  return command
    .addOption(createFieldOption('--search <text>', search))
    .addOption(createFieldOption('--order <order>', listFields.order))
}

/** Lets a command list page by page. Standard error says how to get the next page. */
export function addListing<Options extends AccountOptions>(
  command: Command,
  list: (context: ListContext, options: Options) => Promise<Listing>,
): Command {
  return command
    .addOption(createFieldOption('--limit <count>', pageFields.limit))
    .option('--cursor <cursor>', 'continue after the page that ended with this cursor')
    .action((options: Options & PageInput) => {
      return runActs(options, async (dependencies, output) => {
        const { limit, cursor, json } = options
        const { page, text } = await list({ input: { limit, cursor }, dependencies, output }, options)
        output.result(page, text)
        if (page.nextCursor !== null && json !== true) output.note(`There are more: --cursor ${page.nextCursor}`)
      })
    })
}
