import { createAuth } from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config) // keeps the session in localStorage, for all tabs
auth.on('signedIn', ({ username }, { isFromOtherTab }) => show(username, isFromOtherTab))
auth.on('signedOut', () => show('nobody'))
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { username, password } = Object.fromEntries(new FormData(event.target))
  const { nextStep } = await auth.signIn({ username, password })
  if (nextStep.signInStep !== 'DONE') alert(nextStep.signInStep) // confirmSignIn answers it
})
const show = (who) => {
  document.querySelector('p').textContent = who
}
