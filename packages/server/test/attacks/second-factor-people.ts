/** People with a second factor, and the calls that attacks on it are made of. */
import type { Poolhouse } from '../../src/index.ts'
import type { TestPool } from '../support/people.ts'
import { addPerson, addWithApp, beginTo, codeAt, respondTo } from '../support/second-factor.ts'
import { refusalOf } from './refusal.ts'
import { codeTo } from './stand.ts'

export const WRONG_CODE =
  'CodeMismatchException: Invalid verification code provided, please try again.'
export const WRONG_TOTP = 'CodeMismatchException: Invalid code received for user'

let made = 0

/** A name, and a telephone number, that nobody has. */
export const newPerson = () => ({
  USERNAME: `person${++made}`,
  phone: `+1666${String(made).padStart(7, '0')}`,
})

/** Somebody with a telephone, in a pool that demands a second factor. */
export async function withPhone(house: Poolhouse, pool: TestPool) {
  const { USERNAME, phone } = newPerson()
  const ids = await addPerson(house, pool, USERNAME, { phone_number: phone })
  const begin = async () => {
    const session = await beginTo(house, pool, 'SMS_MFA', USERNAME)
    return { session, code: await codeTo(house, phone) }
  }
  const answer = (session: string, SMS_MFA_CODE: string) =>
    refusalOf(respondTo(house, pool, 'SMS_MFA', session, { USERNAME, SMS_MFA_CODE }))
  return { USERNAME, ids, phone, begin, answer }
}

/** Somebody with an authenticator app, in a pool that leaves it to its people. */
export async function withApp(house: Poolhouse, pool: TestPool) {
  const person = await addWithApp(house, pool, newPerson().USERNAME)
  const { USERNAME, secret } = person
  const begin = () => beginTo(house, pool, 'SOFTWARE_TOKEN_MFA', USERNAME)
  const answer = (session: string, SOFTWARE_TOKEN_MFA_CODE: string) => {
    const responses = { USERNAME, SOFTWARE_TOKEN_MFA_CODE }
    return refusalOf(respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', session, responses))
  }
  const codeIn = (seconds: number) => codeAt(secret, house.clock.now() + seconds * 1000)
  return { ...person, begin, answer, codeIn }
}
