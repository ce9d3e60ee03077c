import { onTestFinished, vi } from 'vitest'
import { type AuthStorage, createAuth, memoryStorage } from '../../src/index.ts'
import { type Application, collectEvents, type OpenApplication, read, run } from './application.ts'

/** Opens applications in this process, over the network as anywhere. */
export const inProcess: OpenApplication = async (cognito) => applicationOn(memoryStorage(), cognito)

function applicationOn(
  storage: AuthStorage,
  cognito: Readonly<Record<string, unknown>>,
): Application {
  const open = () => {
    const auth = createAuth({ Auth: { Cognito: cognito } }, { storage })
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
    newTab: async () => applicationOn(storage, cognito),
    async advance(ms) {
      const now = Date.now()
      const spy = vi.spyOn(Date, 'now').mockImplementation(() => now + ms)
      onTestFinished(() => spy.mockRestore())
    },
  }
  return application
}
