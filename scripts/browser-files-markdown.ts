import type { BrowserFile } from './browser-files.ts'

const contents: Readonly<Record<string, string>> = {
  '/client.js': '[`@signpost/client`](../packages/client/README.md): `createSignpost` and its errors',
  '/element.js':
    '[`<signpost-upload>`](upload-element.md), which is defined when the file is loaded; it needs no other file',
}

/** For the test of the documentation, which leaves these blocks out: another test compares the page with the built files. */
const mark = '<!-- run by: scripts/browser-files.test.ts -->'

/** Renders `docs/browser-files.md`. */
export function renderBrowserFilesMarkdown(files: readonly BrowserFile[]): string {
  const rows = files.map(
    ({ path, gzippedBytes }) => `| \`${path}\` | ${contents[path]} | ${Math.ceil(gzippedBytes / 1024)} KB |`,
  )
  const sections = files.map((file) => `### \`${file.path}\`\n\n${mark}\n\`\`\`html\n${renderTags(file)}\n\`\`\`\n`)
  return `# Files for pages

<!-- Made from packages/client by \`node scripts/generate-docs.ts\`; a test compares the two. -->

A gateway serves what pages need, so that no bundler is needed. Pages of every origin may load these files, without a token:

| file | what it is | gzipped |
|---|---|---|
${rows.join('\n')}

${mark}
\`\`\`html
<script type="module" src="https://sign.example.com/element.js"></script>
\`\`\`

- **The plain name** is always this gateway’s own version. Browsers keep it for five minutes, then ask with its ETag.
- **With \`?v=\`** and the version below, browsers keep the file for a year and never ask again. \`?v=\` with another version gets the file of this gateway, for five
  minutes: so a page that was made for the version before goes on working.
- **With \`integrity\`** ([SRI](https://developer.mozilla.org/en-US/docs/Web/Security/Subresource_Integrity)) a browser runs the file only when it is the one of this page.
  A gateway of another version has another file. So change the page together with the gateway, or host the file yourself:
  it is \`@signpost/client/browser\` or \`@signpost/client/element/browser\` in npm’s package.
- **A Content-Security-Policy** needs the gateway in \`script-src\`, and gateway and store in \`connect-src\`. No inline style or script is used.

## This version

${sections.join('\n')}`
}

/** The tags with which a page loads one version: as a script of its own, or as a module that the page's scripts import. */
function renderTags({ path, version, integrity }: BrowserFile): string {
  const url = `https://sign.example.com${path}?v=${version}`
  if (path === '/element.js')
    return `<script type="module" src="${url}"\n  integrity="${integrity}" crossorigin></script>`
  return `<script type="importmap">
{
  "imports": { "@signpost/client": "${url}" },
  "integrity": { "${url}": "${integrity}" }
}
</script>
<script type="module">
import { createSignpost } from '@signpost/client'
</script>`
}
