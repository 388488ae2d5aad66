import { causeTable } from '../explain/cause-table.ts'
import { s3ErrorCodes } from '../s3/error-codes/error-codes.ts'

/** Renders `docs/s3-errors.md`: the causes that `explain` knows, and S3's error codes in our words, in Markdown. */
export function renderS3ErrorsMarkdown(): string {
  const causes = Object.entries(causeTable).map(
    ([code, { title, cure }]) => `| \`${code}\` | ${title} | ${escapeCell(cure)} |`,
  )
  const codes = Object.entries(s3ErrorCodes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { means, cure, store }]) => {
      const whose = store === undefined ? '' : ` (${store})`
      return `| \`${code}\`${whose} | ${escapeCell(means)} | ${escapeCell(cure)} |`
    })
  return `# S3's errors

<!-- Made from the tables of causes and of S3's codes by \`node scripts/generate-docs.ts\`; a test compares the two. -->

This page is for everybody whose signed URL or form was refused. It lists the causes that [\`signpost explain\`](explain.md) finds, and explains
S3's codes in our own words. Some codes, such as \`AccessDenied\`, have many causes: \`signpost explain\` then also looks at the rest of the
request.

## Causes

A cause is one of these, or one of S3's own codes if the code alone says everything.

| code | what happened | what to do |
|---|---|---|
${causes.join('\n')}

## S3's codes

These are AWS's codes for signed URLs, forms and uploads, and further codes of other stores.

| code | what it means | what to do |
|---|---|---|
${codes.join('\n')}
`
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
