/** `npm run dev` serves the page; the back end of another example gives the token. */
export default { server: { proxy: { '/upload-token': 'http://127.0.0.1:3000' } } }
