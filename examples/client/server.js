import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { createAuthHandler } from '@poolhouse/client/server'
import { config } from './config.js'

const site = 'http://localhost:3000'
const { userPoolId, userPoolClientId, userPoolEndpoint } = config.Auth.Cognito
// Without the identity pool: with it, every page would ask for AWS credentials as well.
const handle = createAuthHandler({
  Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } },
})

createServer(async (incoming, outgoing) => {
  const response = await answer(toRequest(incoming)).catch((error) => {
    console.error(error)
    return new Response('Something failed.', { status: 500 })
  })
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}).listen(3000, '127.0.0.1', () => console.log(site))

async function answer(request) {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/api/auth/')) return await handle(request)
  if (pathname !== '/') return new Response('There is nothing here.', { status: 404 })
  // The page is rendered with the session; what was refreshed meanwhile goes out with it.
  const { auth, applyTo } = handle.open(request)
  const { tokens } = await auth.fetchAuthSession()
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store',
  }
  return applyTo(new Response(page(tokens?.idToken.payload.email), { headers }))
}

function toRequest(incoming) {
  const { method, url, headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, site), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  })
}

const page = (email) => `<!doctype html><title>Example</title>
<p>${email ? `Hello ${asHtml(email)}.` : 'Hello, whoever you are.'}</p>
<form>
  <input name="username" placeholder="user name">
  <input name="password" type="password" placeholder="password">
  <button>Sign in</button> <button type="button">Sign out</button>
</form>
<script type="module">
  const post = async (path, input) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch('/api/auth/' + path, { method: 'POST', headers, body: JSON.stringify(input) })
    const { isSignedIn, nextStep, message, recoverySuggestion = '' } = await response.json()
    if (message) alert(message + ' ' + recoverySuggestion)
    else if (isSignedIn === false) alert(nextStep.signInStep) // confirm-sign-in answers it
    else location.reload()
  }
  const form = document.querySelector('form')
  form.onsubmit = (event) => {
    event.preventDefault()
    post('sign-in', Object.fromEntries(new FormData(form)))
  }
  form.querySelector('[type=button]').onclick = () => post('sign-out', {})
</script>`

const asHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
