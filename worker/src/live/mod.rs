//! Watching a site: tickets, what a socket holds, the lists that sockets follow, and the frames that are sent.

pub mod frame;
pub mod ticket;
pub mod view;
