import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { partChecksumsParam, readPartChecksums } from './checksum-fields.ts'
import { findUpload, requireOpen } from './find-upload.ts'
import { partsExample } from './multipart-examples.ts'
import {
  addressFields,
  multipartCategory,
  partNumbersParam,
  signedPartsResult,
  toRegistered,
  uploadPath,
  warningsResult,
} from './multipart-fields.ts'
import { expiresInParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { countParts, formatPartNumbers, readPartNumbers } from './plan-parts.ts'
import { countRequests, signParts } from './sign-parts.ts'

/** `GET /awss3/multipart/{upload_id}/parts`: signs URLs for the parts of an upload. */
export const multipartParts = defineOperation({
  name: 'multipart_parts',
  method: 'GET',
  path: '/awss3/multipart/{upload_id}/parts',
  category: multipartCategory,
  effect: 'sign',
  errors: ['upload_not_found'],
  summary: 'Sign the URLs of parts',
  description:
    'Returns a URL for each part, up to 1,000 at a time. Parts may be sent in any order, and in parallel. A part that is sent again replaces the former one. Ask in the same way for new URLs when they have expired. Twenty URLs count as one request of the token’s rate.',
  usage:
    'Returns the URLs of further parts of an upload that `multipart_begin` began. Ask for at most 15 in one call, so that the result stays short.',
  input: {
    path: uploadPath,
    query: Type.Object({
      ...addressFields,
      part_numbers: partNumbersParam,
      checksums: Type.Optional(partChecksumsParam),
      expires_in: Type.Optional(expiresInParam),
    }),
  },
  result: Type.Object({ ...signedPartsResult, warnings: warningsResult }),
  examples: [partsExample],
  cost: ({ part_numbers }) => countRequests(readPartNumbers(part_numbers).length),
  requires: (params) => [{ ...toRegistered(params), expiresInSeconds: params.expires_in }],
  async handle(params, [access], context) {
    const found = await findUpload(params, access, context)
    const { upload, resolved } = found
    requireOpen(upload)
    const numbers = readPartNumbers(params.part_numbers) as readonly number[]
    const partCount = countParts(upload)
    const beyond = numbers.filter((number) => number > (partCount ?? number))
    if (beyond.length > 0) {
      const message = `\`part_numbers\` must be from 1 to ${partCount}, the number of parts of the announced size: ${formatPartNumbers(beyond)} is too high`
      throw new AppError('invalid_request', { details: [{ parameter: 'part_numbers', message }] })
    }
    const checksumOf = readPartChecksums(upload.checksumAlgorithm, numbers, params.checksums)
    return { result: signParts(found, numbers, checksumOf), signings: [resolved], warnings: resolved.warnings }
  },
})
