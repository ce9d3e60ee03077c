import { createAuth } from '@poolhouse/client'
import { config } from './config.js'

const auth = createAuth(config) // keeps the session in localStorage, for all tabs
auth.on('signedIn', ({ username }) => show(username)) // here, or in another tab
auth.on('signedOut', () => show('nobody'))
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { username, password } = Object.fromEntries(new FormData(event.target))
  try {
    const { nextStep } = await auth.signIn({ username, password })
    if (nextStep.signInStep !== 'DONE') show(nextStep.signInStep) // confirmSignIn answers it
  } catch (error) {
    show(error.message)
  }
})
const show = (text) => {
  document.querySelector('p').textContent = text
}
// Whoever signed in before a reload still is.
const user = await auth.getCurrentUser().catch(() => undefined)
show(user?.username ?? 'nobody')
