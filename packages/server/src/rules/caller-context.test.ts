import { describe, expect, it } from 'vitest'
import { contextOfAdministrator, contextOfUser, networkOf } from './caller-context.ts'

const SERVER = { address: '192.0.2.1', userAgent: 'aws-sdk-js/3' }
const clientThat = (EnablePropagateAdditionalUserContextData: boolean, secrets = 1) => ({
  document: { EnablePropagateAdditionalUserContextData },
  sealedSecrets: Array.from({ length: secrets }, () => 'sealed'),
})
const TRUSTED = clientThat(true)
const administered = (context: { IpAddress: string; agent?: string; header?: string }) =>
  contextOfAdministrator(SERVER, {
    IpAddress: context.IpAddress,
    ServerName: 'app.example.com',
    ServerPath: '/sign-in',
    HttpHeaders: [
      { headerName: 'Accept', headerValue: '*/*' },
      ...(context.agent !== undefined
        ? [{ headerName: context.header ?? 'User-Agent', headerValue: context.agent }]
        : []),
    ],
  })

it.each([
  [undefined, ''],
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7'],
  ['2001:0DB8::7', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf({ address })).toBe(network)
})

describe('of a person who signs in', () => {
  it('the address is the one of the connection', () => {
    expect(contextOfUser(SERVER, clientThat(false), undefined)).toEqual(SERVER)
    expect(contextOfUser(SERVER, TRUSTED, {})).toEqual(SERVER)
  })

  it('another one is believed of a client that may say it and has a secret', () => {
    const said = { IpAddress: '2001:db8::7' }
    expect(contextOfUser(SERVER, TRUSTED, said)).toEqual({ ...SERVER, address: '2001:db8::7' })
    expect(contextOfUser(SERVER, clientThat(false), said)).toEqual(SERVER)
    expect(contextOfUser(SERVER, clientThat(true, 0), said)).toEqual(SERVER)
  })

  it.each(['', 'localhost', '192.0.2.999', '192.0.2.1, 10.0.0.1', '<b>'])(
    '%j is no address',
    (IpAddress) => expect(contextOfUser(SERVER, TRUSTED, { IpAddress })).toEqual(SERVER),
  )
})

describe('of a person for whom an administrator signs in', () => {
  it('both are what the administrator says', () => {
    expect(administered({ IpAddress: '198.51.100.17', agent: 'Firefox/127.0' })).toEqual({
      address: '198.51.100.17',
      userAgent: 'Firefox/127.0',
    })
    expect(administered({ IpAddress: '::1', agent: 'x/1', header: 'user-agent' }).userAgent).toBe(
      'x/1',
    )
  })

  it('both are the administrator’s own where nothing is said', () => {
    expect(contextOfAdministrator(SERVER, undefined)).toEqual(SERVER)
    expect(administered({ IpAddress: 'nowhere' })).toEqual(SERVER)
  })
})
