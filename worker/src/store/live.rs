//! The way to a site's live object (binding `SITE_LIVE`): tickets in bytes, sockets as the request that asks for one.

use futures_util::future::join_all;
use model::ids::SiteId;
use model::wire::{read, written};
use worker::{Env, Error, Request, Response, Result, console_error};

use super::db::Db;
use super::shard::call_object;
use super::sites;
use crate::live::ticket::{Ask, Issue, Issued};
use crate::person::placement::live_name;

/// Has a ticket kept.
///
/// # Errors
/// What the object throws, and a lost connection to it.
pub async fn issue(env: &Env, site: SiteId, issue: Issue) -> Result<Issued> {
    let answer = ask(env, site, &Ask::Issue(issue)).await?;
    read(&answer).map_err(|error| Error::RustError(error.to_string()))
}

/// Has the object look at once who may still watch a site. Where it cannot be reached, it looks by itself before long.
pub async fn look_again(env: &Env, site: &str) {
    let Some(site) = SiteId::parse(site) else { return };
    if let Err(error) = ask(env, site, &Ask::LookAgain(site)).await {
        console_error!("who watches a site is looked at later: {error}");
    }
}

/// The same for the sites of an account, whose sessions or tokens have ended.
pub async fn look_again_for(env: &Env, db: &Db, account: &str) {
    match sites::of_account(db, account).await {
        Ok(sites) => {
            let sites = sites.iter().take(SITES_MAX);
            join_all(sites.map(|(site, _)| look_again(env, &site.id))).await;
        }
        Err(error) => console_error!("who watches is looked at later: {error}"),
    }
}

/// Most sites that are asked at once; the others look by themselves.
const SITES_MAX: usize = 20;

async fn ask(env: &Env, site: SiteId, ask: &Ask) -> Result<Vec<u8>> {
    call_object(env.durable_object("SITE_LIVE")?.get_by_name(&live_name(site))?, &written(ask)).await
}

/// Hands on a request for a socket.
///
/// # Errors
/// A lost connection to the object.
pub async fn open(env: &Env, site: SiteId, request: Request) -> Result<Response> {
    env.durable_object("SITE_LIVE")?.get_by_name(&live_name(site))?.fetch_with_request(request).await
}
