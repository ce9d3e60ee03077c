import { AuthError, createAuth } from '@poolhouse/client'
import { fileStorage } from '@poolhouse/client/node'
import { config } from './config.js'

const auth = createAuth(config, { storage: fileStorage('.session/ada.json') })

try {
  const { username } = await auth.getCurrentUser()
  console.log(`${username} is still signed in`)
} catch (error) {
  if (!(error instanceof AuthError)) throw error
  console.log(error.name, error.recoverySuggestion) // UserUnAuthenticatedException Call signIn first.
  await auth.signIn({ username: 'ada', password: 'Swim-Every-Day-1' })
}
