import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeSettings, readSettings, SETTINGS, type Settings } from './config.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const longSecret = 'wJalrXUtnFEMI/K7MDENG+bPx:RfiCY='

interface Given {
  argv?: readonly string[]
  env?: Record<string, string>
  file?: unknown
}

function read({ argv = [], env = {}, file }: Given = {}) {
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  return readSettings({ argv, env, cwd: '/srv', readFile: () => text })
}

function settingsOf(given: Given): Settings {
  const reading = read(given)
  if (reading.kind !== 'settings') throw new Error(JSON.stringify(reading))
  return reading.settings
}

function errorOf(given: Given): string {
  const reading = read(given)
  if (reading.kind !== 'error') throw new Error(`no error but ${reading.kind}`)
  return reading.message
}

describe('defaults', () => {
  it('are these', () => {
    expect(settingsOf({})).toEqual({
      port: 7665,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:7665',
      issuer: 'http://localhost:7665/{poolId}',
      identityIssuer: 'http://localhost:7665/cognito-identity',
      mode: undefined,
      key: undefined,
      accessKeys: undefined,
      data: './.poolhouse',
      databaseUrl: undefined,
      passwordStorage: 'srp',
      smtpUrl: undefined,
      mailFrom: 'no-reply@localhost',
      triggers: undefined,
      lambdaKey: undefined,
      loginEndpoints: [],
      openIdClients: [],
      allowInsecureLoginHosts: [],
      region: 'us-east-1',
      account: '000000000000',
      demo: true,
      allowInsecureHosts: [],
      logLevel: 'info',
      shutdownTimeout: 10,
      config: undefined,
    })
  })

  it('follow the settings they are made from', () => {
    const { publicUrl, issuer } = settingsOf({ argv: ['--port', '80'] })
    expect(publicUrl).toBe('http://localhost')
    expect(issuer).toBe('http://localhost/{poolId}')
    const env = { POOLHOUSE_PUBLIC_URL: 'https://Auth.Example.com/' }
    expect(settingsOf({ env }).issuer).toBe('https://auth.example.com/{poolId}')
  })
})

describe('precedence', () => {
  it('is flag, variable, file, default', () => {
    const argv = ['--port=7701']
    const env = { POOLHOUSE_PORT: '7702', POOLHOUSE_REGION: 'eu-central-1' }
    const file = { port: 7703, region: 'eu-west-1', account: '123456789012' }
    expect(settingsOf({ argv, env, file })).toMatchObject({
      port: 7701,
      region: 'eu-central-1',
      account: '123456789012',
      logLevel: 'info',
    })
  })

  it('checks values that are overridden, too', () => {
    expect(errorOf({ argv: ['--port=7701'], file: { port: 0 } })).toContain('/srv')
  })
})

describe('flags', () => {
  it.each([
    [['--port=7700'], { port: 7700 }],
    [['--port', '7700', '--demo'], { port: 7700, demo: true }],
    [['--no-demo'], { demo: false }],
    [['--demo=false'], { demo: false }],
    [['--public-url', 'https://a.example'], { publicUrl: 'https://a.example' }],
    [['--issuer=https://a.example/x/{poolId}'], { issuer: 'https://a.example/x/{poolId}' }],
    [['--data=a=b'], { data: 'a=b' }],
    [
      ['--allow-insecure-hosts', 'poolhouse, Docker.local'],
      {
        allowInsecureHosts: ['poolhouse', 'docker.local'],
      },
    ],
  ])('%j', (argv, expected) => {
    expect(settingsOf({ argv })).toMatchObject(expected)
  })

  it.each([
    [['--prot', '1'], '"--prot" is not a known flag; the nearest is --port.'],
    [['--no-dmo'], '"--no-dmo" is not a known flag; the nearest is --no-demo.'],
    [['--no-port'], '"--no-port" is not a known flag; the nearest is --port.'],
    [['7700'], '"7700" is not a flag; see --help.'],
    [['-p', '1'], '"-p" is not a flag; see --help.'],
    [['--port'], 'port, from the flag --port, has no value; it must be a whole number'],
    [['--data', '--demo'], 'data, from the flag --data, has no value; it must be a path.'],
    [['--no-demo=true'], '--no-demo takes no value.'],
    [['--demo', '--no-demo'], '--demo is given twice.'],
    [['--port=1', '--port=1'], '--port is given twice.'],
    [['--port='], 'port, from the flag --port, is ""; it must be a whole number from 1 to 65535.'],
  ])('%j stops the start', (argv, message) => {
    expect(errorOf({ argv })).toContain(message)
  })

  it.each([
    ['--key', 'key', 'POOLHOUSE_KEY'],
    ['--access-keys', 'accessKeys', 'POOLHOUSE_ACCESS_KEYS'],
    ['--database-url', 'databaseUrl', 'POOLHOUSE_DATABASE_URL'],
  ])('%s takes no secret', (flag, name, variable) => {
    const message = errorOf({ argv: [`${flag}=${longSecret}`] })
    expect(message).toMatch(new RegExp(`^${name} is a secret.*use ${variable} or the file`))
    expect(message).not.toContain(longSecret)
  })
})

describe('variables', () => {
  it('that are empty or not ours do not count', () => {
    expect(settingsOf({ env: { POOLHOUSE_PORT: '', PORT: '1', HOME: '/root' } }).port).toBe(7665)
  })

  it('of a Kubernetes Service called poolhouse do not count', () => {
    const env = {
      POOLHOUSE_PORT: 'tcp://10.0.0.11:7665',
      POOLHOUSE_SERVICE_HOST: '10.0.0.11',
      POOLHOUSE_SERVICE_PORT: '7665',
      POOLHOUSE_SERVICE_PORT_HTTP: '7665',
      POOLHOUSE_PORT_7665_TCP: 'tcp://10.0.0.11:7665',
      POOLHOUSE_PORT_7665_TCP_ADDR: '10.0.0.11',
    }
    expect(settingsOf({ env }).port).toBe(7665)
  })

  it('with unknown names stop the start without their values', () => {
    expect(errorOf({ env: { POOLHOUSE_ACCESS_KEY: 'hush' } })).toBe(
      '"POOLHOUSE_ACCESS_KEY" is not a known variable; the nearest is POOLHOUSE_ACCESS_KEYS.',
    )
  })

  it('with wrong values stop the start', () => {
    expect(errorOf({ env: { POOLHOUSE_LOG_LEVEL: 'loud\nly' } })).toBe(
      'logLevel, from the variable POOLHOUSE_LOG_LEVEL, is "loud\\nly"; it must be debug or info or warn or error or silent.',
    )
  })
})

describe('the file', () => {
  it('holds every setting under its own name', () => {
    const file = {
      port: 7700,
      demo: false,
      key,
      accessKeys: [`admin:${longSecret}`, `second:${longSecret}`],
      allowInsecureHosts: [],
      databaseUrl: 'postgresql://u:p@db/house',
    }
    const settings = settingsOf({ file })
    expect(settings).toMatchObject({ port: 7700, demo: false, allowInsecureHosts: [] })
    expect(settings.accessKeys?.map(({ id }) => id)).toEqual(['admin', 'second'])
    expect(settings.databaseUrl?.reveal()).toBe('postgresql://u:p@db/house')
  })

  it.each([
    [
      { prot: 1 },
      '"prot" is not a known setting in the file /srv/poolhouse.config.json; the nearest is port.',
    ],
    [{ config: 'x' }, '"config" is not a known setting in the file'],
    ['{"__proto__": {}}', '"__proto__" is not a known setting'],
    [
      { port: '7700' },
      'port, from the file /srv/poolhouse.config.json, is "\\"7700\\""; it must be of JSON type number: a whole number',
    ],
    [{ port: 7700.5 }, 'is "7700.5"; it must be a whole number'],
    [{ demo: null }, 'is "null"; it must be of JSON type boolean'],
    [{ account: 123456789012 }, 'must be of JSON type string: twelve digits'],
    [{ allowInsecureHosts: [1] }, 'must be of JSON type array of strings'],
    ['[]', 'must hold one JSON object'],
    ['null', 'must hold one JSON object'],
    ['"x"', 'must hold one JSON object'],
    ['{\n port: 1 }', 'The file /srv/poolhouse.config.json is not JSON (line 2 column 2).'],
    ['{"key": hush }', 'The file /srv/poolhouse.config.json is not JSON.'],
    ['', 'is not JSON'],
  ])('%j stops the start', (file, message) => {
    expect(errorOf({ file })).toContain(message)
    expect(errorOf({ file })).not.toContain('hush')
  })

  it('is found by flag, by variable or by its default name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolhouse-'))
    try {
      const at = (argv: string[], env = {}) => readSettings({ argv, env, cwd: folder })
      expect(at([])).toMatchObject({ settings: { port: 7665 } })
      writeFileSync(join(folder, 'poolhouse.config.json'), '{"port":1}')
      writeFileSync(join(folder, 'other.json'), '{"port":2}')
      expect(at([])).toMatchObject({ settings: { port: 1 } })
      expect(at([], { POOLHOUSE_CONFIG: 'other.json' })).toMatchObject({ settings: { port: 2 } })
      expect(at(['--config', join(folder, 'other.json')])).toMatchObject({ settings: { port: 2 } })
      expect(at(['--config', 'none.json'])).toEqual({
        kind: 'error',
        message: `config names the file ${join(folder, 'none.json')}, which does not exist.`,
      })
      expect(at(['--config', '.'])).toEqual({
        kind: 'error',
        message: `The file ${folder} cannot be read (EISDIR).`,
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('values', () => {
  it.each([
    ['POOLHOUSE_PORT', ['0', '65536', '-1', '1e3', '0x10', ' 80', 'NaN', '9'.repeat(400)]],
    ['POOLHOUSE_HOST', ['a b', 'localhost:80', '[::1]', '-x', 'http://x', '1::2::3']],
    [
      'POOLHOUSE_PUBLIC_URL',
      [
        'auth.example.com',
        'ftp://a',
        'https://a/b',
        'https://a?',
        'https://a#',
        'https://u@a',
        'https://a/..?x',
      ],
    ],
    [
      'POOLHOUSE_ISSUER',
      [
        'https://a',
        'https://a/{region}',
        'https://{poolId}',
        'https://a/{poolId}/',
        'https://a/{poolId}?x',
        'https://a/{poolId}#x',
        'https://u:p@a/{poolId}',
        'https://A/{poolId}',
        'https://a:443/{poolId}',
        'https://a/{poolId}{x}',
        'ftp://a/{poolId}',
        ' https://a/{poolId}',
        'https://a/../{poolId}',
      ],
    ],
    [
      'POOLHOUSE_KEY',
      [
        key.slice(1),
        `${key}=`,
        ` ${key}`,
        key.replace('=', ''),
        key.replace(/.=$/, '$1d='),
        Buffer.alloc(31).toString('base64'),
        Buffer.alloc(33).toString('base64'),
        key.replaceAll('B', '-'),
      ],
    ],
    [
      'POOLHOUSE_ACCESS_KEYS',
      [
        'admin',
        'admin:',
        `abc:${longSecret}`,
        `ad-min:${longSecret}`,
        'admin:short',
        ':x',
        ',',
        `admin:${longSecret},`,
        `admin:${longSecret},admin:${longSecret}x`,
        `admin:${longSecret} x`,
        `${'a'.repeat(129)}:${longSecret}`,
      ],
    ],
    ['POOLHOUSE_DATABASE_URL', ['mysql://x', 'postgres:x', 'postgres://a b:p@', ' postgres://x']],
    ['POOLHOUSE_DATA', ['a\0b', 'a\nb']],
    [
      'POOLHOUSE_TRIGGERS',
      ['greet', 'greet=', '=./a.js', 'greet=./a.txt', 'greet=http://example.com/x', 'a=./a.js,b'],
    ],
    [
      'POOLHOUSE_IDENTITY_ISSUER',
      ['https://a/', 'https://a/?x', 'https://A/x', 'https://a:443/x', 'https://u:p@a/x', 'a/x'],
    ],
    [
      'POOLHOUSE_LOGIN_ENDPOINTS',
      ['www.amazon.com', 'www.amazon.com=', '=https://a', 'x=a', 'x=https://a/', 'x=ftp://a'],
    ],
    ['POOLHOUSE_OPEN_ID_CLIENTS', ['id.example.com', 'id.example.com=', '=app', 'a=b,,c=d']],
    ['POOLHOUSE_ALLOW_INSECURE_LOGIN_HOSTS', ['a,,b', 'a:80', '*', 'a b']],
    [
      'POOLHOUSE_LAMBDA_KEY',
      ['AKIA1', 'AKIA1:', ':secret', 'AKIA1:a b', 'AKI:secret', 'AKIA1:secret:', 'AKIA1::token'],
    ],
    ['POOLHOUSE_REGION', ['US', 'us_east', '-', '{x}', 'us-east-1/x']],
    ['POOLHOUSE_ACCOUNT', ['1', '1234567890123', '12345678901x']],
    ['POOLHOUSE_MODE', ['dev', 'Production', 'constructor']],
    ['POOLHOUSE_DEMO', ['1', 'yes', 'TRUE', 'constructor', 'toString']],
    ['POOLHOUSE_PASSWORD_STORAGE', ['bcrypt', 'ARGON2ID']],
    ['POOLHOUSE_ALLOW_INSECURE_HOSTS', ['a,,b', 'a:80', '*', 'a b']],
    ['POOLHOUSE_SHUTDOWN_TIMEOUT', ['-1', '3601', '1.5']],
  ])('%s refuses what is wrong', (variable, values) => {
    for (const value of values) {
      const message = errorOf({ env: { [variable]: value } })
      expect(message).toContain(`from the variable ${variable}, is `)
      expect(message).toContain('; it must be ')
      expect(message).not.toContain('\n')
    }
  })

  it.each([
    ['POOLHOUSE_HOST', ['0.0.0.0', '::1', 'LOCALHOST', 'my_host.internal', '10.0.0.1']],
    ['POOLHOUSE_PUBLIC_URL', ['http://[::1]:7665', 'https://a.example:8443/', 'http://10.0.0.1']],
    [
      'POOLHOUSE_ISSUER',
      ['https://cognito-idp.{region}.amazonaws.com/{poolId}', 'http://localhost:9/{poolId}/oidc'],
    ],
    ['POOLHOUSE_IDENTITY_ISSUER', ['https://a', 'http://localhost:9/cognito-identity']],
    [
      'POOLHOUSE_LOGIN_ENDPOINTS',
      ['api.twitter.com=http://localhost:9, accounts.google.com=https://google.example/x'],
    ],
    ['POOLHOUSE_OPEN_ID_CLIENTS', ['id.example.com/realm=app,id.example.com/realm=other=x']],
    ['POOLHOUSE_ACCESS_KEYS', [`AKIA_1:${longSecret}`, `one1:${longSecret} , two2:${longSecret}`]],
    [
      'POOLHOUSE_TRIGGERS',
      [
        'greet=./greet.mjs',
        'greet=https://example.com/x?y=1, other=http://127.0.0.1:3001/',
        'arn:aws:lambda:us-east-1:000000000000:function:f=lambda:https://lambda.example.com',
      ],
    ],
    ['POOLHOUSE_LAMBDA_KEY', ['AKIA1:secret', 'AKIA1:secret:token/+=']],
    ['POOLHOUSE_DATABASE_URL', ['postgresql:///house?host=/var/run', 'postgres://u:p@h1,h2/db']],
  ])('%s accepts what is right', (variable, values) => {
    for (const value of values) expect(settingsOf({ env: { [variable]: value } })).toBeDefined()
  })
})

describe('secrets', () => {
  const databaseUrl = 'postgres://house:opensesame@db/house'
  const env = {
    POOLHOUSE_KEY: key,
    POOLHOUSE_ACCESS_KEYS: `admin:${longSecret}`,
    POOLHOUSE_DATABASE_URL: databaseUrl,
  }

  it('are revealed on request', () => {
    const settings = settingsOf({ env })
    expect(settings.key?.reveal()).toEqual(Buffer.alloc(32, 7))
    expect(settings.accessKeys?.map(({ secret }) => secret.reveal())).toEqual([longSecret])
    expect(settings.databaseUrl?.reveal()).toBe(databaseUrl)
  })

  it('are not seen by accident', () => {
    const settings = settingsOf({ env })
    const seen = [
      JSON.stringify(settings),
      inspect(settings, { depth: 9, showHidden: true }),
      `${settings.key} ${settings.databaseUrl} ${settings.accessKeys?.[0]?.secret}`,
    ].join()
    for (const hidden of [key, longSecret, 'opensesame']) expect(seen).not.toContain(hidden)
    expect(seen).toContain('[secret]')
  })

  it('are not repeated in errors', () => {
    const wrong: Given[] = [
      { env: { POOLHOUSE_KEY: 'opensesame' } },
      { env: { POOLHOUSE_ACCESS_KEYS: 'admin:opensesame' } },
      { env: { POOLHOUSE_DATABASE_URL: 'mysql://u:opensesame@h' } },
      { file: { key: ['opensesame'] } },
      { file: { accessKeys: 'opensesame' } },
      { env: { POOLHOUSE_TRIGGERS: 'greet=http://example.com/opensesame' } },
      { env: { POOLHOUSE_LAMBDA_KEY: 'opensesame' } },
    ]
    for (const given of wrong) expect(errorOf(given)).not.toContain('opensesame')
  })
})

describe('whatever is given', () => {
  it('is settings or one line', () => {
    const flag = fc.constantFrom('--port', '--demo', '--no-demo', '--host', '--key', '--', '=')
    const word = fc.oneof(fc.string({ unit: 'binary' }), flag)
    const variable = fc.oneof(
      fc.string({ unit: 'binary' }).map((name) => `POOLHOUSE_${name}`),
      fc.constantFrom('POOLHOUSE_PORT', 'POOLHOUSE_KEY', 'POOLHOUSE_ISSUER'),
    )
    const env = fc.dictionary(variable, fc.string({ unit: 'binary' }))
    const file = fc.oneof(fc.json(), fc.string(), fc.constant(undefined))
    fc.assert(
      fc.property(fc.array(word), env, file, (argv, env, file) => {
        const reading = readSettings({ argv, env, cwd: '/', readFile: () => file })
        return reading.kind !== 'error' || /^\P{C}+$/u.test(reading.message)
      }),
    )
  })
})

describe('help and version', () => {
  it('come before all else', () => {
    expect(read({ argv: ['--port', '--help'] }).kind).toBe('help')
    expect(read({ argv: ['-h'] }).kind).toBe('help')
    expect(read({ argv: ['--version', '--nonsense'] })).toEqual({ kind: 'version' })
  })

  it('name every setting', () => {
    const reading = read({ argv: ['--help'] })
    const text = reading.kind === 'help' ? reading.text : ''
    expect(text).toContain('--demo, --no-demo, POOLHOUSE_DEMO\n')
    expect(text).toContain('\n  POOLHOUSE_KEY\n')
    for (const { description } of Object.values(SETTINGS)) expect(text).toContain(description)
  })
})

describe('the reference page', () => {
  it('has a section for every setting, each described by one sentence', () => {
    for (const [name, { description }] of Object.entries(SETTINGS)) {
      expect(describeSettings()).toContain(`\n## ${name}\n\n${description}\n`)
      expect(description).toMatch(/^[A-Z].*[^.]\.$/)
    }
  })

  it('is the one in the documentation', () => {
    const page = new URL('../../../docs/reference/settings.md', import.meta.url)
    expect(readFileSync(page, 'utf8')).toBe(describeSettings())
  })
})
