//! Messages: which of a site's messages a shopper sees now, and what they say.
//!
//! In scope: a message as a shop owner saves it ([`definition`]), checking and compiling a site's configuration to the bundle that
//! browsers load ([`bundle`]), the steps of a message's life ([`life`]), what one configuration has that another has not ([`changes`]), limits,
//! priority and slots ([`decide`]), what a message says and how it looks ([`content`]), the shopper's values for it ([`view`]), what a set of messages would have done in a visit that is
//! over ([`rehearse`]), which products fill a gap ([`recommend`]), what it is that people look at ([`watching`]), and which message an order is credited to ([`attribution`]). Out of scope: drawing, storing, and whether somebody
//! matches a segment.

pub mod attribution;
pub mod bundle;
pub mod changes;
pub mod claim;
pub mod content;
pub mod decide;
pub mod definition;
pub mod life;
pub mod page;
pub mod recommend;
pub mod rehearse;
pub mod rules;
pub mod store;
pub mod variant;
pub mod view;
pub mod watching;
