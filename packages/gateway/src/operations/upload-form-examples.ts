// biome-ignore-all lint/suspicious/noTemplateCurlyInString: S3's own notation

/** Forms, signed on 2026-01-15 with the example key of AWS's documentation. A test signs them again. */
export const uploadFormExamples = [
  {
    summary: 'An image of up to 5 MB, under the name of the client’s file',
    params: {
      bucket: 'my-bucket',
      key_prefix: 'incoming/42/',
      max_bytes: 5000000,
      content_type_prefix: 'image/',
    },
    result: {
      url: 'https://my-bucket.s3.eu-central-1.amazonaws.com/',
      method: 'POST',
      fields: {
        key: 'incoming/42/${filename}',
        'x-amz-algorithm': 'AWS4-HMAC-SHA256',
        'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20260115/eu-central-1/s3/aws4_request',
        'x-amz-date': '20260115T120000Z',
        policy:
          'eyJleHBpcmF0aW9uIjoiMjAyNi0wMS0xNVQxMjowNTowMFoiLCJjb25kaXRpb25zIjpbeyJidWNrZXQiOiJteS1idWNrZXQifSxbInN0YXJ0cy13aXRoIiwiJGtleSIsImluY29taW5nLzQyLyJdLFsiY29udGVudC1sZW5ndGgtcmFuZ2UiLDAsNTAwMDAwMF0sWyJzdGFydHMtd2l0aCIsIiRDb250ZW50LVR5cGUiLCJpbWFnZS8iXSx7IngtYW16LWFsZ29yaXRobSI6IkFXUzQtSE1BQy1TSEEyNTYifSx7IngtYW16LWNyZWRlbnRpYWwiOiJBS0lBSU9TRk9ETk43RVhBTVBMRS8yMDI2MDExNS9ldS1jZW50cmFsLTEvczMvYXdzNF9yZXF1ZXN0In0seyJ4LWFtei1kYXRlIjoiMjAyNjAxMTVUMTIwMDAwWiJ9XX0=',
        'x-amz-signature': '2b84b9d4784c0ecbb77a0b911ff0d0b1b48b63540bd8ab924313155d8f2af018',
      },
      expiresAt: '2026-01-15T12:05:00Z',
      bucket: 'my-bucket',
      keyPrefix: 'incoming/42/',
    },
  },
  {
    summary: 'A PDF, under a fixed key',
    params: {
      bucket: 'my-bucket',
      key_name: 'pdfs/report.pdf',
      max_bytes: 20000000,
      content_type: 'application/pdf',
      success_status: 201,
    },
    result: {
      url: 'https://my-bucket.s3.eu-central-1.amazonaws.com/',
      method: 'POST',
      fields: {
        key: 'pdfs/report.pdf',
        'Content-Type': 'application/pdf',
        success_action_status: '201',
        'x-amz-algorithm': 'AWS4-HMAC-SHA256',
        'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20260115/eu-central-1/s3/aws4_request',
        'x-amz-date': '20260115T120000Z',
        policy:
          'eyJleHBpcmF0aW9uIjoiMjAyNi0wMS0xNVQxMjowNTowMFoiLCJjb25kaXRpb25zIjpbeyJidWNrZXQiOiJteS1idWNrZXQifSx7ImtleSI6InBkZnMvcmVwb3J0LnBkZiJ9LFsiY29udGVudC1sZW5ndGgtcmFuZ2UiLDAsMjAwMDAwMDBdLHsiQ29udGVudC1UeXBlIjoiYXBwbGljYXRpb24vcGRmIn0seyJzdWNjZXNzX2FjdGlvbl9zdGF0dXMiOiIyMDEifSx7IngtYW16LWFsZ29yaXRobSI6IkFXUzQtSE1BQy1TSEEyNTYifSx7IngtYW16LWNyZWRlbnRpYWwiOiJBS0lBSU9TRk9ETk43RVhBTVBMRS8yMDI2MDExNS9ldS1jZW50cmFsLTEvczMvYXdzNF9yZXF1ZXN0In0seyJ4LWFtei1kYXRlIjoiMjAyNjAxMTVUMTIwMDAwWiJ9XX0=',
        'x-amz-signature': 'd7f427c0380ccd2a41c4617555c17789525594b29be20803aa30d1e0e645f518',
      },
      expiresAt: '2026-01-15T12:05:00Z',
      bucket: 'my-bucket',
      key: 'pdfs/report.pdf',
    },
  },
] as const
