//! Sends at the edge: what is to leave, when, to whom; and what became of it.
//!
//! One object a site has all of it ([`SiteSends`](crate::site_sends_do)): when sends begin (`schema`: armed), each run with what it says and
//! to whom, frozen, one row a person (`runs`, `outbox`), and each request to the provider before it is made (`batches`). Its one alarm
//! drives everything (`work`), a step at a time: a page of the audience, a batch of permits, one request. Whatever breaks off is begun again from
//! the rows: what a request that was out has done is cleared up as its provider allows (`crm::dispatch`). No row has a contact: who they are is
//! a member's id and a hash, and what reaches them is opened for the moment of leaving (`letters`).

pub mod ask;
pub mod batches;
pub mod carry;
pub mod cost;
pub mod fallback;
mod freezing;
pub mod happened;
mod leaving;
pub mod letters;
pub mod outbox;
pub mod own;
mod requests;
pub mod runs;
pub mod schema;
pub mod work;
