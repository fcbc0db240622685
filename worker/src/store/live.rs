//! The way to a site's live object (binding `SITE_LIVE`): tickets in bytes, sockets as the request that asks for one.

use model::ids::SiteId;
use model::wire::{read, written};
use worker::{Env, Error, Request, Response, Result};

use super::shard::call_object;
use crate::live::ticket::{Issue, Issued};
use crate::person::placement::live_name;

/// Has a ticket kept.
///
/// # Errors
/// What the object throws, and a lost connection to it.
pub async fn issue(env: &Env, site: SiteId, issue: &Issue) -> Result<Issued> {
    let stub = env.durable_object("SITE_LIVE")?.get_by_name(&live_name(site))?;
    let answer = call_object(stub, &written(issue)).await?;
    read(&answer).map_err(|error| Error::RustError(error.to_string()))
}

/// Hands on a request for a socket.
///
/// # Errors
/// A lost connection to the object.
pub async fn open(env: &Env, site: SiteId, request: Request) -> Result<Response> {
    env.durable_object("SITE_LIVE")?.get_by_name(&live_name(site))?.fetch_with_request(request).await
}
