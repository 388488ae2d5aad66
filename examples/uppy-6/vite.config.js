/** `npm run dev` serves the page. The back end of another example provides the token. */
export default { server: { proxy: { '/upload-token': 'http://127.0.0.1:3000' } } }
