import { copyButton, type Html, html } from '@poolhouse/ui'
import type { InboxMessage } from '../messages/inbox.ts'
import { relativeTime } from './relative-time.ts'

const NOTHING: InboxMessage = {
  to: '',
  channel: 'email',
  userPoolId: '',
  username: '',
  purpose: '',
  code: '',
  subject: null,
  body: '',
  sentAt: '',
}

/** A card without a message, which the page's script copies and fills in for each that arrives. */
export const emptyCard = (): Html => messageCard(NOTHING, 0)

/**
 * One message. `data-field` names what the script fills in as text, so that there is one description of a
 * card whoever fills it.
 */
export function messageCard(message: InboxMessage, now: number): Html {
  const { to, channel, userPoolId, username, purpose, code, subject, body, sentAt } = message
  return html`<li><article class="message ph-card">
<div class="message-top"><h2><a href="/inbox?to=${encodeURIComponent(to)}" title="Only messages to this address" data-field="to">${to}</a></h2>
<time class="ph-quiet" datetime="${sentAt}" title="${sentAt}">${relativeTime(Date.parse(sentAt), now)}</time></div>
<div class="message-text"><p class="subject" data-field="subject">${subject}</p><p class="body" data-field="body">${body}</p></div>
<div class="message-code" data-copy><code data-field="code" data-copy-text>${code}</code>${copyButton('the code')}</div>
<dl class="facts">
<div><dt>Channel</dt><dd><span class="ph-tag" data-field="channel">${channel}</span></dd></div>
<div><dt>Purpose</dt><dd data-field="purpose">${purpose}</dd></div>
<div><dt>User</dt><dd data-field="username">${username}</dd></div>
<div><dt>Pool</dt><dd data-field="userPoolId">${userPoolId}</dd></div>
</dl>
</article></li>`
}

export const MESSAGE_STYLE = `
.message { display: grid; gap: 12px; }
.message-top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 16px; }
.message h2 { font-size: 16px; line-height: 24px; }
.message h2 a { text-decoration-color: transparent; }
.message h2 a:hover { text-decoration-color: currentColor; }
.message time { font-size: 14px; line-height: 20px; white-space: nowrap; }
.subject { font-weight: 600; }
.subject:empty { display: none; }
.body { white-space: pre-wrap; }
.message-code:has(code:empty) { display: none; }
.message-code { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; }
.message-code code { font-size: 28px; line-height: 40px; font-weight: 600; letter-spacing: 0.08em; user-select: all; }
.facts { display: grid; gap: 4px 24px; font-size: 14px; line-height: 20px; }
.facts div { display: grid; grid-template-columns: 64px minmax(0, 1fr); gap: 8px; }
.facts dt { color: var(--ph-quiet); }
@media (min-width: 640px) {
  .message { grid-template-columns: minmax(0, 1fr) auto; column-gap: 32px; }
  .message-top, .facts { grid-column: 1 / -1; }
  .message-code { flex-wrap: nowrap; align-self: start; }
  .facts { display: flex; flex-wrap: wrap; }
  .facts div { display: flex; min-width: 0; }
  .facts dt { flex: none; }
}
`
