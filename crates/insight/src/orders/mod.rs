//! Orders with their lines as they are kept for reports: what was said of them, and column blocks of what counts.

pub mod row;
