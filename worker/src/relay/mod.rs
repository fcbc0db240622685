//! Relays: conversions of a site told to other services. What is asked and what answers mean is `crm::relay`; here is where it is kept and sent.
//!
//! What the shop's server says (`said`) goes to the site's object (`site_relay_do.rs`): its outbox is the truth. The object wakes the queue with ids,
//! the queue's consumer (`queue`) takes each delivery by a lease, sends it (`leave`) and reports. The clock (`cron`) looks whether an object sleeps.

pub mod ask;
pub mod config;
pub mod cron;
pub mod leave;
pub mod queue;
pub mod said;
pub mod schema;
