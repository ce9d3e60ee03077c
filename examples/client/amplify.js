import { Amplify, fetchAuthSession, Hub, signIn, signOut } from '@poolhouse/client/amplify'
import { config } from './config.js'

Amplify.configure(config)
Hub.listen('auth', ({ payload }) => console.log(payload.event)) // signedIn, signedOut

await signIn({ username: 'ada', password: 'Swim-Every-Day-1' })
const { tokens, identityId } = await fetchAuthSession()
console.log(tokens.accessToken.payload.username, identityId)
await signOut()
