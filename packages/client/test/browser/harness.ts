/** The page that a browser test drives: the client as an application has it, within reach of the test. */
import { type Auth, type AuthStorage, webStorage, withSignal } from '../../src/index.ts'
import { cookieStorage, documentCookies } from '../../src/server.ts'
import { collectEvents, type Outcome, openInstance, run } from '../support/application.ts'

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

/** Beside localStorage, which an application has unless it says another. */
const STORAGES: Readonly<Record<string, () => AuthStorage>> = {
  sessionStorage: () => webStorage(sessionStorage),
  cookies: () => cookieStorage(documentCookies()),
}

/** Configured at every load, from the address: a reload begins as an application's would. */
const address = new URLSearchParams(location.search)
const cognito = JSON.parse(address.get('cognito') ?? '{}')
const chosen = STORAGES[address.get('storage') ?? '']?.()
const providers = JSON.parse(address.get('providers') ?? '{}')
const auth = openInstance(cognito, { providers }, chosen)
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
