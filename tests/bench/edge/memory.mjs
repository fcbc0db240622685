// Before the worker: remembers the memory of the instance that it makes.
const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports)
    globalThis.wasmMemory = () => this.exports.memory
  }
}
