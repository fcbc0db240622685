// The stand-in for a sending company, in a process of its own. Says where it is; asked to count, how many messages it has sent, and to how many numbers.
import { provider } from '../../provider/server.mjs'

const company = await provider()
// 100,000 texts cost more than it has at first.
company.control({ balance: 1_000_000_000 })
process.send({ origin: company.origin })
process.on('message', () => {
  const sent = company.messages().messages.filter(({ is_sent: sent }) => sent)
  process.send({ sent: sent.length, numbers: new Set(sent.map(({ number }) => number)).size })
})
