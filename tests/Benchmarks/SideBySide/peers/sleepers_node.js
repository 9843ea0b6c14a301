// COUNT async functions that sleep at the same time.  node sleepers_node.js COUNT
const count = Number(process.argv[2] || 100000)
let left = count
const t0 = process.hrtime.bigint()
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
async function sleeper() {
  await sleep(1)
  if (--left === 0) {
    console.log(`sleepers=${count} seconds=${(Number(process.hrtime.bigint() - t0) / 1e9).toFixed(3)}`)
  }
}
for (let i = 0; i < count; i++) sleeper()
