import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server'

const definition: Prompt = {
  name: 'upload_file',
  title: 'Upload a file',
  description: 'Upload a local file and hand out a link to it',
  arguments: [
    { name: 'file', description: 'Path of the file', required: true },
    { name: 'bucket', description: 'The bucket to upload to; without it, one that the token may use' },
  ],
}

/** The prompt that clients show as "Upload a file". */
export const uploadPrompt = {
  definition,
  render({ file = 'the file', bucket }: Readonly<Record<string, string>>): GetPromptResult {
    const place = bucket === undefined ? 'a bucket that `whoami` names' : `the bucket ${bucket}`
    const text = `Upload ${file} to ${place} with the tools of Signpost.

1. Call \`whoami\`, and choose a key that fits its rules.
2. Up to 100 MB: call \`signed_url\` with \`type=upload\`, and send the file with PUT to the URL, with the headers that came back. Larger: \`multipart_begin\` with the size, send each part, then \`multipart_complete\`.
3. Check it with \`head_object\`, if the token may download.
4. If the token may download, call \`signed_url\` with \`type=get\` and \`filename\`, and give me the link and the time when it expires.`
    return { description: definition.description, messages: [{ role: 'user', content: { type: 'text', text } }] }
  },
}
