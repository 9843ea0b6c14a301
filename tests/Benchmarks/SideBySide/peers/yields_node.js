// Two async functions that take turns, COUNT in all; setImmediate lets the event loop poll.  node yields_node.js COUNT
const count = Number(process.argv[2] || 1000000)
const turn = () => new Promise(resolve => setImmediate(resolve))
async function turns() {
  for (let i = 0; i < count / 2; i++) await turn()
}
const t0 = process.hrtime.bigint()
Promise.all([turns(), turns()]).then(() =>
  console.log(`yields=${count} seconds=${(Number(process.hrtime.bigint() - t0) / 1e9).toFixed(3)}`))
