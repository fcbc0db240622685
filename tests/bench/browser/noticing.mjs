// What runs in the page before its own scripts (as text, by Playwright): it notices, and changes nothing.

/** Largest contentful paint and layout shift → `window.seen`. */
export function vitals() {
  const seen = (window.seen = { lcp: 0, cls: 0 })
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  watch('largest-contentful-paint', (it) => (seen.lcp = it.startTime))
  watch('layout-shift', (it) => (seen.cls += it.hadRecentInput ? 0 : it.value))
}

/** When the first message of ours is put on the page → `window.decidedAt`. */
export function decision() {
  const look = () => {
    if (window.decidedAt || !document.querySelector('dangol-message')) return
    window.decidedAt = performance.now()
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

/** Timers and observers that are alive, with where they were made → `window.alive()`; memory of wasm → `window.wasmBytes()`. */
export function alive() {
  const list = new Map()
  const made = () => new Error().stack.split('\n').slice(3, 5).map((line) => line.trim().replace(/^at /, '').replace(/https?:\/\/[^/]*/, '')).join(' < ')
  const noteOnce = (start, stop, kind) => {
    const [begin, end] = [window[start], window[stop]]
    window[start] = function (run, ...rest) {
      const id = begin.call(window, typeof run != 'function' ? run : function (...given) {
        if (kind != 'interval') list.delete(kind + id)
        return run.apply(this, given)
      }, ...rest)
      list.set(kind + id, `${kind} ${kind == 'timeout' || kind == 'interval' ? rest[0] ?? 0 : ''} ${made()}`)
      return id
    }
    window[stop] = (id) => {
      list.delete(kind + id)
      // Either clears both.
      if (kind == 'timeout') list.delete('interval' + id)
      if (kind == 'interval') list.delete('timeout' + id)
      end.call(window, id)
    }
  }
  noteOnce('setTimeout', 'clearTimeout', 'timeout')
  noteOnce('setInterval', 'clearInterval', 'interval')
  noteOnce('requestAnimationFrame', 'cancelAnimationFrame', 'frame')
  noteOnce('requestIdleCallback', 'cancelIdleCallback', 'idle')
  for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver', 'PerformanceObserver']) {
    const Real = window[name]
    window[name] = class extends Real {
      watched = new Set()
      observe(target, ...rest) {
        super.observe(target, ...rest)
        this.watched.add(target)
        list.set(this, `${name} ${made()}`)
      }
      unobserve(target) {
        super.unobserve(target)
        this.watched.delete(target)
        if (!this.watched.size) list.delete(this)
      }
      disconnect() {
        super.disconnect()
        this.watched.clear()
        list.delete(this)
      }
    }
    if (Real.supportedEntryTypes) Object.defineProperty(window[name], 'supportedEntryTypes', { value: Real.supportedEntryTypes })
  }
  // What watches nothing on the page never runs.
  const runs = (key) => !(key.watched instanceof Set) || [...key.watched].some((it) => !it || it.isConnected !== false)
  window.alive = () => [...list].filter(([key]) => runs(key)).map(([, made]) => made)
  const memories = []
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = (...given) =>
    instantiate.apply(WebAssembly, given).then((made) => {
      const { memory } = (made.instance ?? made).exports
      if (memory) memories.push(memory)
      return made
    })
  window.wasmBytes = () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)
}

/** From a product put into the cart to the frame that first shows another gauge → `window.addToCart(n)`: milliseconds and frames. */
export function gauge() {
  let frame = 0
  const count = () => requestAnimationFrame(() => (frame++, count()))
  window.addToCart = (n) =>
    new Promise((done) => {
      if (!frame) count()
      const { shadowRoot } = document.querySelector('dangol-message[data-message="free-shipping"]')
      const button = document.querySelectorAll('button[data-id]')[n]
      let from, began
      const observer = new MutationObserver(() => {
        observer.disconnect()
        const frames = frame - began + 1
        requestAnimationFrame(() => done({ ms: performance.now() - from, frames }))
      })
      // At any moment of a frame, as taps come.
      setTimeout(() => {
        observer.observe(shadowRoot, { subtree: true, childList: true, characterData: true })
        began = frame
        from = performance.now()
        button.click()
      }, 300 + Math.random() * 50)
    })
}
