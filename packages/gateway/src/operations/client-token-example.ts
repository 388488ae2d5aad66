/** A client token of 2026-01-15 for a web page that uploads pictures. A test makes it again, except for its random part. */
export const clientTokenExample = {
  summary: 'A web page may upload pictures of up to 5 MB',
  params: {
    allow: ['upload:my-bucket/incoming/*'],
    expires_in: 3600,
    max_bytes: 5_000_000,
    content_types: ['image/*'],
    origins: ['https://app.example.com'],
  },
  result: {
    clientToken:
      'ct_AYV32jJT5uBQLIL1ciziIcV1Xlqvo_6itNWmByHjQEM1juG92Gu9oUh7ImEiOiJhY2NfNWMxZjBhOWJlMjdkNDYzOGExYjJjM2Q0IiwidCI6InRva185ZTEwN2Q5ZDM3MmJiNjgyNmJkODFkMzUiLCJuIjoiUGNyMFRidlciLCJpIjoxNzY4NDc4NDAwLCJlIjoxNzY4NDgyMDAwLCJyIjpbInVwbG9hZDpteS1idWNrZXQvaW5jb21pbmcvKiJdLCJiIjo1MDAwMDAwLCJjIjpbImltYWdlLyoiXSwibyI6WyJodHRwczovL2FwcC5leGFtcGxlLmNvbSJdfQ',
    expiresAt: '2026-01-15T13:00:00Z',
    allow: ['upload:my-bucket/incoming/*'],
    maxBytes: 5_000_000,
    contentTypes: ['image/*'],
    origins: ['https://app.example.com'],
  },
}
