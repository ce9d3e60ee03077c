/** The SRP of amazon-cognito-identity-js, whose types do not tell of it. */
import { createRequire } from 'node:module'

/** Its own big numbers. */
export interface BigNumber {
  toString(radix: number): string
}

export interface IdentityJsSrp {
  readonly smallAValue: BigNumber
  getLargeAValue(done: (error: unknown, value: BigNumber) => void): void
  getPasswordAuthenticationKey(
    username: string,
    password: string,
    serverKey: BigNumber,
    salt: BigNumber,
    done: (error: unknown, key: Uint8Array) => void,
  ): void
  generateHashDevice(
    groupKey: string,
    deviceKey: string,
    done: (error: unknown, _: unknown) => void,
  ): void
  getRandomPassword(): string
  getSaltDevices(): string
  getVerifierDevices(): string
}

const require = createRequire(import.meta.url)

const { AuthenticationHelper } = require('amazon-cognito-identity-js') as {
  AuthenticationHelper: new (group: string) => IdentityJsSrp
}

const { default: BigInteger } = require('amazon-cognito-identity-js/lib/BigInteger') as {
  default: new (digits: string, radix: number) => BigNumber
}

export const identityJs = (group: string): IdentityJsSrp => new AuthenticationHelper(group)

export const bigNumber = (hex: string): BigNumber => new BigInteger(hex, 16)

/** Its callbacks as a promise. */
export const calledBack = <Value>(
  run: (done: (error: unknown, value: Value) => void) => void,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    run((error, value) => (error ? reject(error) : resolve(value)))
  })
