//! What a run says and to whom, frozen: what is read of it when it begins, the visits that its segment asks about, and its audience, page by page.

use crm::send::{Audience, Send, Use};
use model::time::EpochMs;

use super::happened;
use super::outbox;
use super::own::{self, Own};
use super::runs::{self, Frozen, Run, state};
use super::work::{Turn, now};
use crate::api::population::with_what_it_asks;
use crate::denied;
use crate::drafts;
use crate::people::currency;
use crate::person::ask::What;
use crate::person::sends::{Ask, Audience as AskAudience, Page, Visits};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::store::automatic;
use crate::store::items::{self, Kind};
use crate::store::providers::{self, Stored};
use crate::store::templates;
use crate::zone;

/// Members of one page of an audience.
const PAGE: u32 = 5_000;
/// How long an object's visits may have been told late.
const LATE_MS: i64 = 3_600_000;
/// After the company's list of refusals could not be read.
const DENIED_AGAIN_MS: i64 = 10_000;
/// Why a run has stopped whose send is not there any more.
const DELETED: &str = "send_deleted";

impl Turn<'_> {
    /// Reads what it says and to whom, and keeps it as it is now.
    pub(super) async fn freeze(&self, run: &Run) -> Result<EpochMs, Problem> {
        let own = Own::of(run);
        if let Some(Own::Notices { list }) = &own {
            self.sql.transaction(|| own::take(self.sql, run.id, list, now()))?;
        }
        let frozen = match self.frozen(&run.send, own.as_ref()).await? {
            Ok(frozen) => frozen,
            Err(why) if why == DELETED => {
                runs::turn(self.sql, run.id, &[state::NEW], state::STOPPED, DELETED, now())?;
                return Ok(EpochMs(0));
            }
            Err(why) => return self.hold(run, &why),
        };
        if frozen.send.purpose == Use::Advertising
            && !frozen.is_trial
            && let Some(stored) = providers::of(&self.db, &self.scope).await?
            && let Some(why) = denied::before_run(self.env, &self.db, &self.scope, &stored, now().0).await?
        {
            // Not passed over: somebody may have refused who is not known to. It is asked again, and says what it waits for.
            runs::wait(self.sql, run.id, &format!("refusals: {why}"))?;
            return Ok(EpochMs(now().0 + DENIED_AGAIN_MS));
        }
        let visits_of = (!frozen.segments.is_empty()).then_some(0);
        runs::freeze(self.sql, run.id, &frozen, visits_of)?;
        Ok(EpochMs(0))
    }

    /// What a send says and to whom, now; or why it cannot leave.
    pub(super) async fn frozen(&self, send: &str, own: Option<&Own>) -> Result<Result<Frozen, String>, Problem> {
        let held = |why: &str| Ok(Err(why.to_owned()));
        let Some(stored) = providers::of(&self.db, &self.scope).await? else { return held("no_provider") };
        let mut send = if let Some(Own::Notices { list }) = own {
            own::notices(&stored.sender, list)
        } else if let Some(Own::Happened(happening)) = own {
            let switches = automatic::of_site(&self.db, &self.scope).await?;
            let fallback = switches.into_iter().find(|switch| switch.happening == *happening).and_then(|switch| switch.fallback);
            happening.send(happened::LIST, fallback.as_deref())
        } else {
            let Some(item) = items::load(&self.db, &self.scope, Kind::Send, send).await? else { return held(DELETED) };
            let Ok(send) = serde_json::from_value::<Send>(drafts::whole_send(&item)) else { return held("send_unreadable") };
            send
        };
        let approved = templates::approved(&self.db, &self.scope, &send).await?;
        let wrong = send.check().into_iter().chain(send.check_sender(&stored.sender, approved.as_ref()));
        let wrong: Vec<String> = wrong.map(|wrong| wrong.detail).collect();
        if !wrong.is_empty() {
            return held(&format!("wrong: {}", wrong.join(" ")));
        }
        let is_trial = matches!(own, Some(Own::Trial { .. }));
        if let Some(Own::Trial { list }) = own {
            send = send.as_trial(list);
        }
        let links = stored.links(Settings::of(self.env).links_host());
        let (mut segments, mut declared) = (String::new(), None);
        match &send.audience {
            Audience::Segment { segment, .. } => {
                let all = drafts::segments(&items::all(&self.db, &self.scope).await?);
                let Some(own) = all.iter().find(|own| own.id == *segment) else { return held("segment_gone") };
                segments = with_what_it_asks(&[own], &all)?;
            }
            Audience::List { list } if list == happened::LIST => {}
            Audience::List { list } => {
                let row = self.sql.first("SELECT consented_ms, is_whole FROM list WHERE id = ?", &[list.as_str().into()])?;
                let Some(row) = row.filter(|row| row.int(1).is_ok_and(|whole| whole == 1)) else { return held("list_gone") };
                declared = if row.is_null(0) { None } else { Some(EpochMs(row.int(0)?)) };
            }
            Audience::Members => {}
        }
        let prices = stored.prices();
        let Stored { sender, caps, own_list, list_ms, provider, .. } = stored;
        let list_at = own_list.then(|| EpochMs(list_ms.unwrap_or(0)));
        let frozen = Frozen { send, sender, approved, segments, provider, declared, caps, list_at, prices, links, is_trial };
        Ok(Ok(frozen))
    }

    /// Takes a page of its audience.
    pub(super) async fn plan(&self, run: &Run) -> Result<EpochMs, Problem> {
        let frozen = run.frozen()?;
        if let Some(Own::Happened(_)) = Own::of(run) {
            return self.plan_happened(run, &frozen).await;
        }
        if let Audience::List { list } = &frozen.send.audience {
            return self.plan_list(run, list, &frozen).await;
        }
        if let Some(shard) = run.visits_of {
            return self.ask_visits(run, shard).await;
        }
        let people = self.people()?;
        let Ok(first) = u8::try_from(run.at_bucket) else { return self.set_out(run, &frozen).await };
        let visited_within_days = match frozen.send.audience {
            Audience::Segment { visited_within_days, .. } => visited_within_days,
            Audience::Members | Audience::List { .. } => None,
        };
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = |buckets: Vec<u8>| {
            What::Sends(Ask::Audience(AskAudience {
                segments: frozen.segments.clone(),
                visited_within_days,
                zone: (*zone).clone(),
                currency: currency(&self.site),
                buckets,
                after: run.after_member.clone(),
                limit: PAGE,
            }))
        };
        let (last, page): (u8, Page) = people.ask_from(first, ask).await?;
        let next = page.next.map_or((u16::from(last) + 1, String::new()), |(bucket, member)| (u16::from(bucket), member));
        if run.people + i64::try_from(page.members.len()).unwrap_or(i64::MAX) > outbox::PEOPLE_MAX {
            return self.hold(run, "too_many_people");
        }
        self.sql.transaction(|| {
            // Somebody may have stopped it meanwhile.
            if runs::load(self.sql, run.id)?.is_none_or(|run| run.state != state::PLANNING) {
                return Ok(0);
            }
            let added = outbox::plan(self.sql, self.site_id, (run.id, run.people), frozen.channel(), &page.members, now())?;
            runs::planned(self.sql, run.id, (next.0, &next.1), (added, page.looked, page.unknown))
        })?;
        Ok(EpochMs(0))
    }

    async fn plan_list(&self, run: &Run, list: &str, frozen: &Frozen) -> Result<EpochMs, Problem> {
        let after = outbox::listed(&run.after_member).unwrap_or(-1);
        let query = "SELECT n, contact FROM listed WHERE list = ? AND n > ? ORDER BY n LIMIT ?";
        let rows = self.sql.rows(query, &[list.into(), after.into(), PAGE.into()])?;
        let members: Vec<(String, outbox::Index)> = rows
            .iter()
            .map(|row| Ok((outbox::of_list(row.int(0)?), row.blob(1)?.try_into().unwrap_or_default())))
            .collect::<worker::Result<_>>()?;
        if members.is_empty() {
            return self.set_out(run, frozen).await;
        }
        let last = members.last().map(|(n, _)| n.clone()).unwrap_or_default();
        let looked = u32::try_from(members.len()).unwrap_or(u32::MAX);
        self.sql.transaction(|| {
            let added = outbox::plan(self.sql, self.site_id, (run.id, run.people), frozen.channel(), &members, now())?;
            runs::planned(self.sql, run.id, (0, &last), (added, looked, 0))
        })?;
        Ok(EpochMs(0))
    }

    /// Asks one object what the last visits of its browsers were like, and tells the members' homes.
    async fn ask_visits(&self, run: &Run, shard: u16) -> Result<EpochMs, Problem> {
        let Some(shard) = self.site.map.shards().into_iter().find(|known| *known >= shard) else {
            super::schema::set_visits_told(self.sql, now())?;
            runs::asked_visits(self.sql, run.id, None, None)?;
            return Ok(EpochMs(0));
        };
        let people = self.people()?;
        let since = EpochMs(super::schema::visits_told(self.sql)?.0.saturating_sub(LATE_MS));
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = What::Sends(Ask::Visits { since, after: run.visits_after, zone: (*zone).clone(), currency: currency(&self.site) });
        let Visits { visits, next } = people.ask_shard(shard, &ask).await?;
        let take = |visits: &[crate::person::sends::Visit]| What::Sends(Ask::TakeVisits(visits.to_vec()));
        let _: Vec<u32> = people.tell(visits, |visit| visit.member.clone().into_bytes(), take).await?;
        let of = if next.is_some() { Some(shard) } else { Some(shard.saturating_add(1)) };
        runs::asked_visits(self.sql, run.id, of, next)?;
        Ok(EpochMs(0))
    }
}
