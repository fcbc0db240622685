// The worker's entry: makes the wasm instance's functions into what the runtime calls.
//
// A panic or a trap in Rust makes the glue build a fresh instance at the next call (the abort handler); objects made by the old
// one are dead then. A Durable Object therefore makes its Rust half again when the instance has changed: its memory is lost,
// its storage is not.
import { DurableObject } from 'cloudflare:workers'
import * as edge from 'edge-wasm'
import built from 'edge-release'

// The loader's template and the release to fill it with (worker/src/script.rs).
globalThis.dangolBuilt = JSON.stringify(built)

const instance = edge.__worker_init_state()

export default {
  fetch: (request, env, context) => edge.fetch(request, env, context),
  ...(edge.scheduled && { scheduled: (event, env, context) => edge.scheduled(event, env, context) }),
  ...(edge.queue && { queue: (batch, env, context) => edge.queue(batch, env, context) }),
}

/** Longest frame of a client that is brought into the instance's memory (worker/src/live/frame.rs); a longer one is handed on empty. */
const FRAME_MAX = 4 * 1024

/** An object whose Rust half is the class of that name. */
const objectOf = (name) =>
  class extends DurableObject {
    #rust
    #madeBy

    #object() {
      if (this.#madeBy !== instance.instanceId) {
        this.#rust = new edge[name](this.ctx, this.env)
        this.#madeBy = instance.instanceId
      }
      return this.#rust
    }

    fetch(request) {
      return this.#object().fetch(request)
    }

    alarm() {
      return this.#object().alarm()
    }

    /** Bytes in, bytes out (postcard): how the edge calls this object. */
    rpc(request) {
      return this.#object().rpc(request)
    }

    webSocketMessage(socket, message) {
      return this.#object().webSocketMessage(socket, (message.length ?? message.byteLength) > FRAME_MAX ? '' : message)
    }

    webSocketClose(socket, code, reason, wasClean) {
      return this.#object().webSocketClose(socket, code, reason, wasClean)
    }

    webSocketError(socket, error) {
      return this.#object().webSocketError(socket, error)
    }
  }

export class PersonShard extends objectOf('PersonShard') {}
export class SiteLive extends objectOf('SiteLive') {}
export class SiteSends extends objectOf('SiteSends') {}
export class SiteHistory extends objectOf('SiteHistory') {}
export class SiteRelay extends objectOf('SiteRelay') {}
