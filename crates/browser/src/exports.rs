//! The three exports. A page has one thread and one engine; the shell calls `input`, writes, calls `step`, reads, before anything else.

use core::cell::UnsafeCell;

use crate::engine::Engine;

#[global_allocator]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    // SAFETY: wasm32-unknown-unknown without atomics has one thread.
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

struct Page(UnsafeCell<State>);

// SAFETY: wasm32-unknown-unknown without atomics has one thread.
unsafe impl Sync for Page {}

struct State {
    engine: Option<Engine>,
    input: Vec<u8>,
    output: Vec<u8>,
}

static PAGE: Page = Page(UnsafeCell::new(State { engine: None, input: Vec::new(), output: Vec::new() }));

/// Makes room for `len` bytes of input and says where to write them.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    // SAFETY: one thread, and no reference to the state outlives an export's call.
    let state = unsafe { &mut *PAGE.0.get() };
    state.input.clear();
    state.input.resize(len, 0);
    state.input.as_mut_ptr()
}

/// Takes the input and says where the output is: its length as a little-endian u32, then its bytes; good until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn step() -> *const u8 {
    // SAFETY: as above.
    let state = unsafe { &mut *PAGE.0.get() };
    state.output.clear();
    state.output.extend_from_slice(&[0; 4]);
    crate::engine::step(&mut state.engine, &state.input, &mut state.output);
    let length = u32::try_from(state.output.len() - 4).unwrap_or(0).to_le_bytes();
    for (slot, byte) in state.output.iter_mut().zip(length) {
        *slot = byte;
    }
    state.output.as_ptr()
}
