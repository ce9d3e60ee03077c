/** The page that a browser test drives: the client as an application has it, within reach of the test. */
import { type Auth, createAuth, withSignal } from '../../src/index.ts'
import { collectEvents, type Outcome, run } from '../support/application.ts'

declare global {
  interface Window {
    call(name: string, input: readonly unknown[]): Promise<Outcome>
    events: string[]
    /** The application, whose calls end when the signal is aborted. */
    until(signal: AbortSignal): Auth
    /** Adds to a number in the shared storage, so many times, each time alone. */
    addUp(times: number): Promise<void>
  }
}

/** Configured at every load, from the address: a reload begins as an application's would. */
const cognito = JSON.parse(new URLSearchParams(location.search).get('cognito') ?? '{}')
const auth = createAuth({ Auth: { Cognito: cognito } })
window.events = collectEvents(auth)
window.call = (name, input) => run(auth, name, input)
window.until = (signal) => withSignal(auth, signal)
window.addUp = async (times) => {
  const { storage } = auth
  for (let time = 0; time < times; time++) {
    await storage.lock?.('sum', async () => {
      await storage.setItem('sum', String(Number(await storage.getItem('sum')) + 1))
    })
  }
}
