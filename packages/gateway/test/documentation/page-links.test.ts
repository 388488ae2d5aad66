import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { repositoryRoot } from '../servers/shell-blocks.ts'

const pages = globSync(['*.md', 'docs/*.md', '{bench,deploy,examples,fault,packages/*}/README.md'], {
  cwd: repositoryRoot,
})
const read = (page: string) => readFileSync(join(repositoryRoot, page), 'utf8').replace(/^ *```[\s\S]*?^ *```/gm, '')

/** The files of this repository that a page links to, with anchors. */
function listLinks(page: string): { readonly path: string; readonly anchor: string | undefined }[] {
  return [...read(page).matchAll(/\]\((?!https?:|mailto:|\/)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, path = '', anchor]) => ({
      path: path === '' ? page : relative(repositoryRoot, join(repositoryRoot, dirname(page), path)),
      anchor,
    }),
  )
}

/** The anchors that GitHub gives the headings of a page. */
function listAnchors(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('the README links to every page of docs/', () => {
  const linked = new Set(listLinks('README.md').map(({ path }) => path))

  assert.deepEqual(
    pages.filter((page) => page.startsWith('docs/') && !linked.has(page)),
    [],
  )
})

for (const page of pages) {
  test(`${page}: every link leads to an existing file and heading`, () => {
    const broken = listLinks(page).filter(({ path, anchor }) => {
      if (!existsSync(join(repositoryRoot, path))) return true
      return anchor !== undefined && path.endsWith('.md') && !listAnchors(path).includes(anchor)
    })
    assert.deepEqual(broken, [])
  })
}
