//! Orders with their lines as they are kept for reports: what was said of them, and column blocks of what counts.
//!
//! A site's orders are cut into [`PARTS`] parts by a hash of their numbers, so that all words of one order meet in one part, whoever says
//! them and whenever. A part is one [`block`]; what was said since it was made waits beside it as rows, and is folded into it before anybody
//! counts. Reports ([`cohort`], [`rfm`], [`bands`], [`pairs`]) read the few columns that they need, part by part, in any order.

pub mod bands;
pub mod block;
pub mod cohort;
pub mod order;
pub mod pairs;
pub mod part;
pub mod people;
pub mod rfm;
pub mod row;
pub mod table;
pub mod words;
