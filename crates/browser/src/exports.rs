//! The three exports. A page has one thread and one engine; the shell calls `input`, writes, calls `step`, reads, before anything else.

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::memory_grow,
    cell::UnsafeCell,
    ptr::null_mut,
};

use crate::engine::Engine;

/// Blocks of 8, 16, 32… bytes; freed ones wait in a list for the next of their size. What is given back is never joined or split, so a page
/// holds at most the sum of what each size once needed, at most twice what was asked for: no growth over a long visit. The smallest
/// allocator in bytes of code that keeps that promise.
struct Blocks(UnsafeCell<Free>);

struct Free {
    /// The first free block of each size by its power of two; each free block holds the next one's address.
    lists: [*mut u8; 32],
    /// What is left of the memory that was last asked for.
    next: usize,
    end: usize,
}

const PAGE_BYTES: usize = 65_536;

// SAFETY: wasm32-unknown-unknown without atomics has one thread.
unsafe impl Sync for Blocks {}

/// The power of two of the block for a size.
const fn power(size: usize) -> usize {
    (usize::BITS - ((size - 1) | 7).leading_zeros()) as usize
}

// SAFETY: a block is as large as its power says and is handed out once until it comes back. Blocks begin at multiples of 8, which is what the
// types here need at most.
unsafe impl GlobalAlloc for Blocks {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and nothing else is called that could allocate.
        let free = unsafe { &mut *self.0.get() };
        let power = power(layout.size());
        let Some(list) = free.lists.get_mut(power) else { return null_mut() };
        let block = *list;
        if !block.is_null() {
            // SAFETY: a free block begins with the address of the next one.
            *list = unsafe { *block.cast() };
            return block;
        }
        let size = 1 << power;
        if free.end - free.next < size {
            let pages = size / PAGE_BYTES + 1;
            let first = memory_grow(0, pages);
            if first == usize::MAX {
                return null_mut();
            }
            // Memory grows at its end: what was left goes on into what is new.
            if free.end == 0 {
                free.next = first * PAGE_BYTES;
            }
            free.end = (first + pages) * PAGE_BYTES;
        }
        let block = free.next as *mut u8;
        free.next += size;
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block was made by `alloc` with this layout, and nobody else has it.
        unsafe {
            if let Some(list) = (*self.0.get()).lists.get_mut(power(layout.size())) {
                *block.cast() = *list;
                *list = block;
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if power(size) == power(layout.size()) {
            return block;
        }
        // SAFETY: the caller's promises about the block and the size are those of the three calls.
        unsafe {
            let larger = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !larger.is_null() {
                larger.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            larger
        }
    }
}

#[global_allocator]
static BLOCKS: Blocks = Blocks(UnsafeCell::new(Free { lists: [null_mut(); 32], next: 0, end: 0 }));

struct Page(UnsafeCell<State>);

// SAFETY: wasm32-unknown-unknown without atomics has one thread.
unsafe impl Sync for Page {}

struct State {
    engine: Engine,
    input: Vec<u8>,
    input_bytes: usize,
    output: Vec<u8>,
}

static PAGE: Page = Page(UnsafeCell::new(State { engine: Engine::NEW, input: Vec::new(), input_bytes: 0, output: Vec::new() }));

/// Makes room for `len` bytes of input and says where to write them. The shell writes all of them before it steps.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    // SAFETY: one thread, and no reference to the state outlives an export's call.
    let state = unsafe { &mut *PAGE.0.get() };
    state.input.reserve(len);
    state.input_bytes = len;
    state.input.as_mut_ptr()
}

/// Takes the input and says where the output is: its length as a little-endian u32, then its bytes; good until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn step() -> *const u8 {
    // SAFETY: as above.
    let state = unsafe { &mut *PAGE.0.get() };
    // SAFETY: `input` reserved so many bytes (the vector's own length stays 0), and the shell has written them.
    let input = unsafe { core::slice::from_raw_parts(state.input.as_ptr(), state.input_bytes) };
    state.output.clear();
    state.output.extend_from_slice(&[0; 4]);
    crate::engine::step(&mut state.engine, input, &mut state.output);
    let bytes = u32::try_from(state.output.len() - 4).unwrap_or(0);
    if let Some(length) = state.output.first_chunk_mut() {
        *length = bytes.to_le_bytes();
    }
    state.output.as_ptr()
}
