//! The clock's watch over relays: an object whose alarm was lost is woken.

use futures_util::future::join_all;
use worker::{Env, console_error};

use super::ask::{What, ask};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::relays;

/// Sites of one turn: a turn a minute is 72,000 a day.
const SITES_A_TURN: u32 = 50;

/// Looks at the sites that were not looked at for longest.
///
/// # Errors
/// The database does not answer. An object that does not is said, and hinders no other.
pub async fn go_on(env: &Env, now_ms: i64) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    let sites = relays::to_look_at(&db, SITES_A_TURN, now_ms).await?;
    let each = sites.iter().map(|site| async move {
        if let Err(error) = ask::<usize>(env, site, now_ms, What::Look).await {
            console_error!("relays of {site} are not looked at: {error}");
        }
    });
    join_all(each).await;
    Ok(())
}
