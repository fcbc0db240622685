//! What a segment means in a send, where no visit is going on (S35).
//!
//! Conditions of a visit speak of the person's last visit; together with "last visit day within 0 days" they speak of all of today's visits
//! together: counts and times add up, pages and happenings are those of all of them, and of where from, which word, which device one visit
//! is enough. What only an open page can tell is unknown, and unknown sends nothing.

use std::collections::BTreeMap;

use model::{
    facts::{Fact, Facts, Value},
    time::{EpochMs, Zone},
};

use crate::{
    catalogue::{Ask, InSend, entry},
    compile::Site,
    definition::{Condition, Rule, Segment},
    explain::{run, verdict_of},
    verdict::Verdict,
};

/// Of which visits a send's visit conditions speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The last one.
    LastVisit,
    /// All of today's together.
    Today,
}

/// The scope that a segment asks for.
#[must_use]
pub fn scope(segment: &Segment) -> Scope {
    fn is_today(condition: &Condition) -> bool {
        condition.kind == "traffic.last_visit_day" && condition.within_days == Some(0)
    }
    fn asks_today(rule: &Rule) -> bool {
        match rule {
            Rule::Condition(condition) => is_today(condition),
            Rule::All { all } => all.iter().any(asks_today),
            Rule::Any { .. } | Rule::Not { .. } => false,
        }
    }
    if segment.include.iter().any(is_today) || segment.rule.as_ref().is_some_and(asks_today) { Scope::Today } else { Scope::LastVisit }
}

/// Whether a person is in the audience of a send at a moment. `person` is what is known of them beside visits (and their log), `visits` the
/// facts of their visits, each as it ended, in any order.
#[must_use]
pub fn verdict(segment: &Segment, site: &[Segment], person: &Facts, visits: &[Facts], now: EpochMs, zone: &Zone) -> Verdict {
    let known = Site::new(site);
    let audience = Audience::new(person, visits, scope(segment), now, zone);
    let verdicts: BTreeMap<String, Verdict> = segment
        .conditions()
        .into_iter()
        .map(|(at, condition)| {
            // Another segment means in a send what it means there by itself. Circles and what is missing do not compile.
            let is_sound = known.condition(segment, condition, &at).is_ok();
            let verdict = if is_sound && entry(&condition.kind).is_some_and(|entry| entry.ask == Ask::Segments) {
                let asked = condition.values.iter().flatten().filter_map(|id| site.iter().find(|other| other.id == id.to_string()));
                asked.map(|other| self::verdict(other, site, person, visits, now, zone)).fold(Verdict::No, Verdict::or)
            } else {
                audience.verdict(&known, segment, condition, &at, zone)
            };
            (at, verdict)
        })
        .collect();
    verdict_of(segment, &|at| verdicts.get(at).copied().unwrap_or_default())
}

/// The facts that a send asks.
struct Audience {
    /// The person, with the visits' numbers added up and their happenings together.
    all: Facts,
    /// Each visit.
    visits: Vec<Facts>,
}

impl Audience {
    fn new(person: &Facts, visits: &[Facts], scope: Scope, now: EpochMs, zone: &Zone) -> Self {
        let started = |visit: &Facts| visit.number(Fact::VisitStarted).unwrap_or(i64::MIN);
        let ended = |visit: &Facts| visit.number(Fact::VisitLast).unwrap_or_else(|| started(visit));
        let mut sorted: Vec<&Facts> = visits.iter().collect();
        sorted.sort_by_key(|visit| started(visit));
        let last = sorted.last().copied();
        let chosen: Vec<Facts> = match scope {
            Scope::LastVisit => last.into_iter().cloned().collect(),
            Scope::Today => {
                sorted.iter().filter(|visit| zone.day(EpochMs(ended(visit))) == zone.day(now)).map(|visit| (*visit).clone()).collect()
            }
        };
        let mut all = person.clone();
        all.now = now;
        all.set(
            Fact::LastVisitDay,
            last.map_or_else(
                || person.get(Fact::LastVisitDay).clone(),
                |visit| Value::Number(i64::from(zone.day(EpochMs(ended(visit))).0)),
            ),
        );
        let mut visits = Vec::new();
        for (fact, value) in
            [Fact::PageViews, Fact::SiteSeconds].map(|fact| (fact, chosen.iter().map(|visit| sum_of(visit, fact)).sum::<Option<i64>>()))
        {
            all.set(fact, value.map_or(Value::Unknown, Value::Number));
        }
        if let Some(first) = chosen.first() {
            all.set_number(Fact::VisitStarted, started(first));
        }
        // What a visit's log holds and the person's does not: its pages.
        all.log_is_known(Fact::Path);
        for visit in &chosen {
            if *visit.get(Fact::Path) == Value::Unknown {
                all.set(Fact::Path, Value::Unknown);
            }
            for row in visit.log.iter().filter(|row| row.fact == Fact::Path) {
                all.log.push(&row);
            }
        }
        if all.cart.is_none() {
            all.cart = last.and_then(|visit| visit.cart.clone());
        }
        for mut visit in chosen {
            // The clock of a visit is the one that it began by; its days are those of the send.
            visit.set_number(Fact::LocalTime, zone.minute_of_week(EpochMs(started(&visit))));
            if let (Some(since), last) = (visit.number(Fact::PageSince), ended(&visit)) {
                visit.set_number(Fact::PageSeconds, (last - since).max(0) / 1000);
            }
            visit.now = now;
            visits.push(visit);
        }
        Self { all, visits }
    }

    fn verdict(&self, site: &Site<'_>, segment: &Segment, condition: &Condition, at: &str, zone: &Zone) -> Verdict {
        let Ok(steps) = site.condition(segment, condition, at) else { return Verdict::No };
        let Some(entry) = entry(&condition.kind) else { return Verdict::Unknown };
        let is_sum = matches!(entry.ask, Ask::Path) || matches!(entry.fact, Fact::PageViews | Fact::SiteSeconds);
        match entry.in_send {
            InSend::Unknown => Verdict::Unknown,
            InSend::LastVisit if !is_sum => self.visits.iter().map(|visit| run(&steps, visit, zone)).fold(Verdict::No, Verdict::or),
            _ => run(&steps, &self.all, zone),
        }
    }
}

/// A visit's share of a sum: its page views, or how long it took in seconds.
fn sum_of(visit: &Facts, fact: Fact) -> Option<i64> {
    match fact {
        Fact::SiteSeconds => Some((visit.number(Fact::VisitLast)? - visit.number(Fact::VisitStarted)?).max(0) / 1000),
        _ => visit.number(fact),
    }
}
