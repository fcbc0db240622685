//! Who has refused by calling the opt-out number, as the company's own list says: not every company tells each of them by itself, and a webhook can be
//! lost. It is read before a run of advertising is frozen, and every hour.

use crm::optout::TOLD_WITHIN_DAYS;
use crm::provider::{Credentials, Fault, Refusal};
use model::time::EpochMs;
use worker::{Env, console_error};

use crate::auth::{self, SiteScope};
use crate::hooks;
use crate::problem::Problem;
use crate::sends::{carry, work};
use crate::settings::Settings;
use crate::store::db::Db;
use crate::store::providers::{self, Stored};

/// Read again after so long, whatever was told meanwhile.
const HOUR_MS: i64 = 3_600_000;
/// Where it did not work: not before then.
const AGAIN_MS: i64 = 10 * 60_000;
/// Before a run: so fresh it is not read again.
const FRESH_MS: i64 = 60_000;
/// What was said so long before it was read last is known: their clock is not ours, and their list may be late.
const KNOWN_MS: i64 = 86_400_000;
const DAY_MS: i64 = 86_400_000;
/// Pages of a list: 500 (Solapi) or 1,000 (NHN Cloud) numbers each.
const PAGES_MAX: usize = 400;
/// Sites of one turn of the clock.
const SITES_A_TURN: u32 = 10;

/// Reads the list, where it was not read just now. Returns why not, in words for a person, where the company does not say it.
///
/// # Errors
/// D1 or an object does not answer.
pub async fn before_run(env: &Env, db: &Db, scope: &SiteScope, stored: &Stored, now_ms: i64) -> Result<Option<String>, Problem> {
    // A list that is entered by hand has a rule of its own (`crm::gate`).
    if stored.own_list || stored.refused_ms.is_some_and(|at| now_ms - at < FRESH_MS) {
        return Ok(None);
    }
    let credentials = work::open_credentials(&Settings::of(env).keys()?, scope.site(), stored)?;
    Ok(read(env, db, scope, stored, &credentials, now_ms).await?.err())
}

/// The clock: reads the lists that were not read for an hour.
///
/// # Errors
/// D1 does not answer. One that does not work hinders no other.
pub async fn go_on(env: &Env, now_ms: i64) -> Result<(), Problem> {
    let Ok(keys) = Settings::of(env).keys() else { return Ok(()) };
    let db = Db::open(env).await?;
    for (site, stored) in providers::to_read_refusals(&db, (now_ms - HOUR_MS, now_ms - AGAIN_MS), SITES_A_TURN).await? {
        let scope = auth::clock(site);
        let said = match work::open_credentials(&keys, scope.site(), &stored) {
            Ok(credentials) => read(env, &db, &scope, &stored, &credentials, now_ms).await,
            Err(problem) => Err(problem),
        };
        match said {
            Ok(Ok(_)) => {}
            Ok(Err(why)) => console_error!("refusals of {} are not told: {why}", scope.site()),
            Err(problem) => console_error!("refusals of {} are not read: {problem:?}", scope.site()),
        }
    }
    Ok(())
}

async fn read(
    env: &Env,
    db: &Db,
    scope: &SiteScope,
    stored: &Stored,
    credentials: &Credentials,
    now_ms: i64,
) -> Result<Result<usize, String>, Problem> {
    providers::set_asked(db, scope, now_ms).await?;
    let provider = credentials.provider();
    let known = stored.refused_ms.map_or(i64::MIN, |at| at - KNOWN_MS);
    let (mut from, mut count) = (None, 0);
    for _ in 0..PAGES_MAX {
        let answer = carry::make(env, credentials, &provider.refusals_call(from.as_deref()), now_ms).await?;
        let page = match provider.refusals(&answer) {
            Ok(page) => page,
            Err(fault) => return Ok(Err(said(&fault))),
        };
        let news: Vec<Refusal> = page.items.into_iter().filter(|refusal| refusal.at.is_none_or(|at| at.0 > known)).collect();
        // Who is to be told what became of it, and who was long ago.
        let told_since = EpochMs(now_ms - optout_days_ms());
        let (new, old): (Vec<Refusal>, Vec<Refusal>) = news.into_iter().partition(|refusal| refusal.at.is_none_or(|at| at > told_since));
        count += hooks::refuse(env, now_ms, db, scope, &new, Some(stored)).await?;
        count += hooks::refuse(env, now_ms, db, scope, &old, None).await?;
        from = page.next;
        if from.is_none() {
            providers::set_refused(db, scope, now_ms).await?;
            return Ok(Ok(count));
        }
    }
    Ok(Err(format!("its list has more than {PAGES_MAX} pages")))
}

const fn optout_days_ms() -> i64 {
    TOLD_WITHIN_DAYS * DAY_MS
}

/// Without anybody's number.
fn said(fault: &Fault) -> String {
    match fault {
        Fault::Refused(said) => format!("{} {}", said.code, said.text),
        Fault::Busy => "it has too many requests".into(),
        Fault::Nothing => "it does not answer".into(),
    }
}
