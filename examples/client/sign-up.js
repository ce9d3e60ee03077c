import { createAuth } from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config)
auth.on('signedIn', ({ username }) => console.log(`event: ${username} signed in`))

const ada = { username: 'ada', password: 'Swim-Every-Day-1' }
try {
  const options = { userAttributes: { email: 'ada@example.com' } }
  const { nextStep } = await auth.signUp({ ...ada, options })
  console.log(nextStep.signUpStep) // CONFIRM_SIGN_UP
  await auth.confirmSignUp({ username: 'ada', confirmationCode: await codeSentTo('ada') })
} catch (error) {
  if (error.name !== 'UsernameExistsException') throw error
  console.log(error.message) // the second time
}

console.log(await auth.signIn(ada)) // { isSignedIn: true, nextStep: { signInStep: 'DONE' } }

const { tokens } = await auth.fetchAuthSession() // refreshed when they have expired
console.log(tokens.idToken.payload.email)
await auth.signOut()

/** A person reads the code in their mailbox; a script in the development inbox. */
async function codeSentTo(username) {
  const { userPoolEndpoint } = config.Auth.Cognito
  const [newest] = await (await fetch(`${userPoolEndpoint}inbox.json?to=${username}`)).json()
  return newest.code
}
