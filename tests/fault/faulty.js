// The worker as built, with person objects that sometimes fail: before they do anything, or after all of it is stored (the answer is lost).
import * as built from './index.js'

export default built.default
export const { SiteLive } = built

// A number of its own for each instance, the same for the same seed: every so many-eth call fails, in turn before and after.
let calls = 0

export class PersonShard extends built.PersonShard {
  async rpc(request) {
    calls += 1
    const every = Number(this.env.FAULTS)
    if (calls % every === 0) throw new Error('the storage does not answer')
    const answer = await super.rpc(request)
    if (calls % every === Math.floor(every / 2)) throw new Error('the storage fails after writing')
    return answer
  }
}
