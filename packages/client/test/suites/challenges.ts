/** What a sign-in may ask for on its way, once for Node and once for Chromium. */
import type { Open } from '../../../server/test/support/stores.ts'
import type { OpenApplication } from '../support/application.ts'
import { useSignIn } from '../support/sign-in.ts'
import { devices } from './devices.ts'
import { firstFactors } from './first-factors.ts'
import { secondFactors } from './second-factors.ts'

export function challenges(open: Open, openApplication: OpenApplication): void {
  const server = useSignIn(open, openApplication)
  secondFactors(server)
  firstFactors(server)
  devices(server)
}
