//! What the engine asks of the shell: any number of effects, each one byte of kind, then postcard. `js/abi.ts` reads it.

/// Draw a message, or draw it anew.
pub const SHOW: u8 = 1;
/// Take a message off.
pub const HIDE: u8 = 2;
/// Write the shared state.
pub const STORE: u8 = 3;
/// Queue an event's frame.
pub const EMIT: u8 = 4;
/// Wake the engine at a moment; 0: no more.
pub const TIMER: u8 = 5;
/// Sequences of a tab that need not be sent again.
pub const ACKED: u8 = 6;
/// Fetch the bundle again.
pub const REFETCH: u8 = 7;
/// The answer to DUMP.
pub const DUMPED: u8 = 8;
/// The answer to BATCH.
pub const BATCH: u8 = 9;
/// A ticker needs to know how many people look at this: a number (`message::watching`), and whether it knows already and may hear of a change.
pub const WATCH: u8 = 10;
