import { onTestFinished, vi } from 'vitest'
import { type AuthStorage, memoryStorage } from '../../src/index.ts'
import {
  type Application,
  type ApplicationOptions,
  type Cognito,
  collectEvents,
  type OpenApplication,
  openInstance,
  read,
  run,
} from './application.ts'

/** Opens applications in this process, over the network as anywhere. */
export const inProcess: OpenApplication = async (cognito, options = {}) =>
  applicationOn(memoryStorage(), cognito, options)

function applicationOn(
  storage: AuthStorage,
  cognito: Cognito,
  options: ApplicationOptions,
): Application {
  const open = () => {
    const auth = openInstance(cognito, options, storage)
    return { auth, events: collectEvents(auth) }
  }
  let { auth, events } = open()
  const application: Application = {
    call: async (name, ...input) => read(await run(auth, name, input)) as never, // as its method answers
    token: async (options) => (await auth.fetchAuthSession(options)).tokens?.accessToken.toString(),
    events: async () => events,
    async reload() {
      auth.close()
      ;({ auth, events } = open())
    },
    newTab: async () => applicationOn(storage, cognito, options),
    async advance(ms) {
      const now = Date.now()
      const spy = vi.spyOn(Date, 'now').mockImplementation(() => now + ms)
      onTestFinished(() => spy.mockRestore())
    },
  }
  return application
}
