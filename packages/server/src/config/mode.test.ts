import { describe, expect, it } from 'vitest'
import { readSettings, type Settings } from '../config.ts'
import { isDevelopmentHost, operatingMode } from './mode.ts'

const secrets = {
  POOLHOUSE_KEY: Buffer.alloc(32, 7).toString('base64'),
  POOLHOUSE_ACCESS_KEYS: 'admin:correct-horse-battery-staple',
}

function settingsOf(env: Record<string, string>): Settings {
  const reading = readSettings({ argv: [], env, cwd: '/', readFile: () => undefined })
  if (reading.kind !== 'settings') throw new Error(JSON.stringify(reading))
  return reading.settings
}

const modeOf = (env: Record<string, string>) => operatingMode(settingsOf(env))

describe('operatingMode', () => {
  it.each<Record<string, string>>([
    {},
    secrets,
    { POOLHOUSE_HOST: '127.8.9.10' },
    { POOLHOUSE_HOST: '::1', POOLHOUSE_PUBLIC_URL: 'http://[::1]:7665' },
    { POOLHOUSE_HOST: 'localhost', POOLHOUSE_MODE: 'development' },
    { POOLHOUSE_HOST: '0.0.0.0', POOLHOUSE_ALLOW_INSECURE_HOSTS: 'poolhouse' },
    {
      POOLHOUSE_HOST: '::',
      POOLHOUSE_ALLOW_INSECURE_HOSTS: 'poolhouse',
      POOLHOUSE_PUBLIC_URL: 'http://poolhouse:7665',
    },
    { POOLHOUSE_HOST: '10.0.0.1', POOLHOUSE_ALLOW_INSECURE_HOSTS: '10.0.0.1' },
  ])('is development for %j', (env) => {
    expect(modeOf(env)).toEqual({ mode: 'development' })
  })

  it.each<Record<string, string>>([
    { POOLHOUSE_HOST: '0.0.0.0' },
    { POOLHOUSE_PUBLIC_URL: 'https://auth.example.com' },
    { POOLHOUSE_MODE: 'production' },
    { POOLHOUSE_HOST: '128.0.0.1' },
    { POOLHOUSE_HOST: '127.0.0.1.example.com' },
    { POOLHOUSE_PUBLIC_URL: 'http://localhost.example.com' },
    { POOLHOUSE_HOST: '10.0.0.1', POOLHOUSE_ALLOW_INSECURE_HOSTS: 'poolhouse' },
    {
      POOLHOUSE_PUBLIC_URL: 'http://poolhouse.example.com',
      POOLHOUSE_ALLOW_INSECURE_HOSTS: 'poolhouse',
    },
  ])('is production for %j, which needs secrets', (env) => {
    expect(modeOf({ ...env, ...secrets })).toEqual({ mode: 'production' })
    expect(modeOf(env).mode).toBe('refused')
  })

  it('says why production holds and how to make what it needs', () => {
    expect(modeOf({ POOLHOUSE_HOST: '0.0.0.0' })).toEqual({
      mode: 'refused',
      message:
        'Production mode holds, since host is 0.0.0.0, and needs POOLHOUSE_KEY (made with: openssl rand -base64 32) and POOLHOUSE_ACCESS_KEYS (such as admin:<secret made the same way>).',
    })
    const { POOLHOUSE_KEY } = secrets
    expect(modeOf({ POOLHOUSE_MODE: 'production', POOLHOUSE_KEY })).toEqual({
      mode: 'refused',
      message:
        'Production mode holds and needs POOLHOUSE_ACCESS_KEYS (such as admin:<secret made the same way>).',
    })
  })

  it('refuses development where others reach it, secrets or not', () => {
    const env = {
      ...secrets,
      POOLHOUSE_MODE: 'development',
      POOLHOUSE_HOST: '0.0.0.0',
      POOLHOUSE_PUBLIC_URL: 'https://auth.example.com',
    }
    expect(modeOf(env)).toEqual({
      mode: 'refused',
      message:
        'Development mode makes an administrator of everyone who reaches it, but host is 0.0.0.0 and publicUrl is https://auth.example.com: keep to loopback, name the hosts in POOLHOUSE_ALLOW_INSECURE_HOSTS, or use production mode.',
    })
  })
})

describe('isDevelopmentHost', () => {
  const settings = settingsOf({ POOLHOUSE_ALLOW_INSECURE_HOSTS: 'poolhouse,fd00::1' })

  it.each([
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '127.255.0.1',
    '::1',
    '[::1]',
    'POOLHOUSE',
    '[fd00::1]',
  ])('accepts %s', (host) => {
    expect(isDevelopmentHost(settings, host)).toBe(true)
  })

  it.each([
    '',
    '0.0.0.0',
    '::',
    'localhost.',
    'localhost.example.com',
    'evil.localhost.example',
    '127.0.0.1.nip.io',
    '127.1',
    '1.127.0.0',
    'poolhouse.example.com',
    'poolhouse:7665',
    '::ffff:127.0.0.1.evil',
  ])('refuses %j', (host) => {
    expect(isDevelopmentHost(settings, host)).toBe(false)
  })
})
