//! What is wrong with a segment, and what is probably not meant, each with its place, in both languages.
//!
//! Errors are what [`crate::compile`] would refuse: all of them, not only the first. Warnings are about segments that compile and say
//! something that nobody wants: nobody can match, an exclusion takes everybody or nobody, a "before" without an end. They are sound, not
//! complete (the module `logic`): what they say of a segment is so, and there are contradictions that they do not see.

mod logic;
mod values;

use std::rc::Rc;

use model::facts::Fact;
use serde::Serialize;

use crate::{
    ask::{Asked, Asking, WORK_MAX},
    catalogue::{Ask, Entry, InSend, entry},
    compile::{Site, is_slug},
    definition::{Condition, Rule, Segment, VERSION, clipped, kinds},
    error::SegmentError,
};
use logic::{Ground, Logic};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The segment cannot be used: it matches nobody.
    Error,
    /// It can be used, and probably says something else than is meant.
    Warning,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where: `include[1].values[0]`; empty: the segment itself.
    pub at: String,
    /// Its name for programs.
    pub code: &'static str,
    /// What to do, in Korean.
    pub ko: String,
    /// The same in English.
    pub en: String,
}

/// What a segment is checked for, beside itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Use<'a> {
    /// It chooses whom a send goes to: no page is open then.
    pub in_send: bool,
    /// The shop's platform, where that is known: `cafe24`.
    pub platform: Option<&'a str>,
}

/// Checks a segment among the site's segments, which may hold an older version of it.
#[must_use]
pub fn check(segment: &Segment, site: &[Segment]) -> Vec<Finding> {
    check_with(segment, site, Use::default())
}

/// Checks a segment that chooses whom a send goes to.
#[must_use]
pub fn check_for_send(segment: &Segment, site: &[Segment]) -> Vec<Finding> {
    check_with(segment, site, Use { in_send: true, platform: None })
}

/// Checks a segment for a use.
#[must_use]
pub fn check_with(segment: &Segment, site: &[Segment], usage: Use<'_>) -> Vec<Finding> {
    let asking = Rc::new(Asking::new(WORK_MAX));
    let mut findings = errors(segment, site, &asking);
    let is_sound = findings.is_empty();
    for (at, condition) in segment.conditions() {
        match entry(&condition.kind) {
            Some(entry) => {
                about_use(&at, entry, condition, site, usage, &mut findings);
                values::doubtful(&at, entry, condition, &mut findings);
            }
            None if segment.version > VERSION => findings.push(newer(&at, &condition.kind)),
            None => {}
        }
    }
    repeated(segment, &mut findings);
    for (place, block) in segment.any_of.iter().enumerate() {
        if block.len() == 1 {
            findings.push(Finding::warning(
                format!("any_of[{place}]"),
                "any_of_one",
                "‘다음 중 하나’에 조건이 하나뿐이에요. 조건을 더하거나 포함 조건으로 옮겨 주세요.",
                "There is one condition only to choose from; add others, or move it to the included ones.",
            ));
        }
    }
    if is_sound {
        contradictions(segment, site, &asking, &mut findings);
    }
    findings
}

impl Finding {
    /// What is wrong, as a finding.
    #[must_use]
    pub fn error(error: &SegmentError) -> Self {
        let at = error.at().to_owned();
        let en = error.to_string();
        let en = en.strip_prefix(&format!("{at}: ")).map_or_else(|| en.clone(), str::to_owned);
        Self { severity: Severity::Error, code: error.code(), ko: error.ko(), en, at }
    }

    fn warning(at: impl Into<String>, code: &'static str, ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, at: at.into(), code, ko: ko.into(), en: en.into() }
    }
}

/// Everything that keeps a segment from being compiled.
fn errors(segment: &Segment, site: &[Segment], asking: &Rc<Asking>) -> Vec<Finding> {
    let mut errors = Vec::new();
    if !is_slug(&segment.id) || site.iter().filter(|other| other.id == segment.id).count() > 1 {
        errors.push(Finding::error(&SegmentError::BadId { id: segment.id.clone() }));
    }
    for (at, condition) in segment.conditions() {
        let Some(entry) = entry(&condition.kind) else {
            if segment.version <= VERSION {
                errors.push(Finding::error(&SegmentError::UnknownKind { at, kind: clipped(&condition.kind) }));
            }
            continue;
        };
        match asking.asked(entry, condition, &at) {
            Ok(Asked::Segments(ids)) => {
                for (place, id) in ids.iter().enumerate() {
                    errors.extend(wrong_with(id, segment, site, format!("{at}.values[{place}]"), asking));
                }
            }
            Ok(_) => {}
            Err(error) => {
                errors.push(Finding::error(&error));
                // What comes after it was not looked at.
                if matches!(error, SegmentError::TooHeavy { .. }) {
                    break;
                }
            }
        }
    }
    if errors.is_empty() {
        // Whatever else there is, such as limits, the compiler knows.
        let others = others(segment, site);
        errors.extend(Site::with(&others, Rc::clone(asking)).steps(segment).err().as_ref().map(Finding::error));
    }
    errors
}

/// What is wrong with another segment that is asked for.
fn wrong_with(id: &str, segment: &Segment, site: &[Segment], at: String, asking: &Rc<Asking>) -> Option<Finding> {
    if id == segment.id {
        return Some(Finding::error(&SegmentError::Cycle { at, path: vec![id.to_owned(), id.to_owned()] }));
    }
    let Some(other) = site.iter().find(|other| other.id == id) else {
        return Some(Finding::error(&SegmentError::NoSuchSegment { at, id: id.to_owned() }));
    };
    let mut all = others(other, site);
    all.retain(|one| one.id != segment.id);
    all.push(segment.clone());
    match Site::with(&all, Rc::clone(asking)).steps(other) {
        Ok(_) => None,
        // The way round may go over the segment that is checked.
        Err(SegmentError::Cycle { path, .. }) => Some(Finding::error(&SegmentError::Cycle { at, path })),
        Err(SegmentError::TooMany { what, max, .. }) => Some(Finding::error(&SegmentError::TooMany { at, what, max })),
        Err(SegmentError::TooHeavy { .. }) => Some(Finding::error(&SegmentError::TooHeavy { at })),
        // What is wrong inside the segment that is checked is said where it stands.
        Err(_) if reaches(other, &segment.id, site) => None,
        Err(_) => Some(Finding {
            severity: Severity::Error,
            at,
            code: "broken_segment",
            ko: format!("‘{id}’ 세그먼트에 오류가 있어 쓸 수 없어요. 그 세그먼트를 먼저 고쳐 주세요."),
            en: format!("The segment “{id}” has errors of its own; correct that one first."),
        }),
    }
}

fn reaches(segment: &Segment, id: &str, site: &[Segment]) -> bool {
    others(segment, site).iter().any(|other| asks_for(other).iter().any(|asked| asked == id))
}

fn asks_for(segment: &Segment) -> Vec<String> {
    let conditions = segment.conditions();
    let asking = conditions.iter().filter(|(_, condition)| entry(&condition.kind).is_some_and(|entry| entry.ask == Ask::Segments));
    asking.flat_map(|(_, condition)| condition.values.iter().flatten()).map(|value| value.to_string().trim().to_owned()).collect()
}

/// A segment, and the site's segments that it asks for, directly or through others.
fn others(segment: &Segment, site: &[Segment]) -> Vec<Segment> {
    let mut all = vec![segment.clone()];
    let mut place = 0;
    while let Some(one) = all.get(place) {
        for id in asks_for(one) {
            if !all.iter().any(|other| other.id == id) {
                all.extend(site.iter().find(|other| other.id == id).cloned());
            }
        }
        place += 1;
    }
    all
}

/// What a condition cannot do where the segment is used.
fn about_use(at: &str, entry: &Entry, condition: &Condition, site: &[Segment], usage: Use<'_>, findings: &mut Vec<Finding>) {
    let mut of = |place: String, entry: &Entry| {
        if usage.in_send && entry.in_send == InSend::Unknown {
            findings.push(Finding::warning(
                place.clone(),
                "onsite_only",
                format!("‘{}’ 조건은 페이지를 보고 있는 동안에만 알 수 있어요. 발송에서는 이 조건으로 아무에게도 보내지 않아요.", entry.ko),
                format!("Only a page that is open can tell “{}”: in a send this condition reaches nobody.", entry.en),
            ));
        }
        if usage.platform.is_some_and(|platform| !entry.platform.is_empty() && platform != entry.platform) {
            findings.push(Finding::warning(
                place,
                "platform",
                format!("‘{}’ 조건은 {} 쇼핑몰에서만 알 수 있어요.", entry.ko, platform_name(entry.platform, true)),
                format!("“{}” is known of shops on {} only.", entry.en, platform_name(entry.platform, false)),
            ));
        }
    };
    if entry.ask != Ask::Segments {
        return of(at.to_owned(), entry);
    }
    // What other segments ask is asked here too.
    for (place, id) in condition.values.iter().flatten().enumerate() {
        let Some(other) = site.iter().find(|other| other.id == id.to_string().trim()) else { continue };
        let mut told: Vec<&str> = Vec::new();
        for asking in others(other, site) {
            for (_, inner) in asking.conditions() {
                if let Some(inner) = crate::catalogue::entry(&inner.kind).filter(|inner| !told.contains(&inner.kind)) {
                    told.push(inner.kind);
                    of(format!("{at}.values[{place}]"), inner);
                }
            }
        }
    }
}

fn platform_name(platform: &'static str, korean: bool) -> &'static str {
    match (platform, korean) {
        ("cafe24", true) => "카페24",
        ("cafe24", false) => "Cafe24",
        (other, _) => other,
    }
}

fn newer(at: &str, kind: &str) -> Finding {
    let kind = clipped(kind);
    Finding::warning(
        at,
        "newer_version",
        format!("‘{kind}’ 조건은 더 새로운 버전의 것이라 여기서는 ‘알 수 없음’으로 처리해요."),
        format!("“{kind}” comes from a newer version: here it is taken as unknown."),
    )
}

/// Conditions that are there twice where once would do.
fn repeated(segment: &Segment, findings: &mut Vec<Finding>) {
    let mut twice = |at: String| {
        findings.push(Finding::warning(
            at,
            "duplicate",
            "같은 조건이 두 번 있어요. 하나를 지워 주세요.",
            "The same condition is there twice; remove one.",
        ));
    };
    let mut list = |name: &str, list: &[Condition]| {
        for (place, condition) in list.iter().enumerate() {
            if list.iter().take(place).any(|before| before == condition) {
                twice(format!("{name}[{place}]"));
            }
        }
    };
    list("include", &segment.include);
    for (block, conditions) in segment.any_of.iter().enumerate() {
        list(&format!("any_of[{block}]"), conditions);
    }
    list("exclude", &segment.exclude);
    if let Some(rule) = &segment.rule {
        repeated_in(rule, "rule", &mut twice);
    }
}

fn repeated_in(rule: &Rule, at: &str, twice: &mut impl FnMut(String)) {
    match rule {
        Rule::Condition(_) => {}
        Rule::Not { not } => repeated_in(not, &format!("{at}.not"), twice),
        Rule::All { all: parts } | Rule::Any { any: parts } => {
            let name = if matches!(rule, Rule::All { .. }) { "all" } else { "any" };
            for (place, part) in parts.iter().enumerate() {
                let at = format!("{at}.{name}[{place}]");
                if parts.iter().take(place).any(|before| before == part) {
                    twice(at);
                } else {
                    repeated_in(part, &at, twice);
                }
            }
        }
    }
}

/// A part that must hold, with its place and what people call it.
struct Part {
    at: String,
    name: (String, String),
    logic: Logic,
    /// Where it is enough that one of several holds: these, with their places.
    choices: Vec<(String, Logic)>,
}

/// Pairs of parts that are looked at for the one that contradicts another: 60 × 60 / 2 questions.
const PARTS_MAX: usize = 60;

/// Finds out who is left, and says so where it is nobody.
fn contradictions(segment: &Segment, site: &[Segment], asking: &Rc<Asking>, findings: &mut Vec<Finding>) {
    let mut ground = Ground::new(segment, site, Rc::clone(asking));
    let parts = parts(segment, &mut ground);
    let out: Vec<(Logic, Logic)> = segment.exclude.iter().map(|one| (ground.condition(one, true), ground.condition(one, false))).collect();
    let usual = ground.usual();
    ground.ready();
    let wanted: Vec<&Logic> = parts.iter().map(|part| &part.logic).collect();
    if !ground.may(&wanted) {
        findings.extend(contradicting(&parts, &ground));
        return;
    }
    let mut is_swallowed = false;
    let with = |more: &[&Logic]| ground.may(&[wanted.as_slice(), more].concat());
    for (place, (yes, no)) in out.iter().enumerate() {
        let at = format!("exclude[{place}]");
        if !with(&[no]) {
            is_swallowed = true;
            findings.push(swallows(at));
        } else if !with(&[yes]) {
            findings.push(Finding::warning(
                at,
                "exclude_pointless",
                "이 제외 조건에 걸리는 사람은 포함 조건에서 이미 빠져 있어요. 지워도 결과가 같아요.",
                "Nobody whom the other conditions let in is caught by this exclusion: it changes nothing.",
            ));
        }
    }
    let nos: Vec<&Logic> = out.iter().map(|(_, no)| no).collect();
    if !is_swallowed && !with(&nos) {
        is_swallowed = true;
        findings.push(swallows("exclude".to_owned()));
    }
    if is_swallowed {
        return;
    }
    let usual: Vec<&Logic> = usual.iter().collect();
    if !with(&[nos.as_slice(), usual.as_slice()].concat()) {
        findings.push(unusual(&parts, &usual, &ground));
    }
    for (place, part) in parts.iter().enumerate().filter(|(_, part)| part.choices.len() > 1) {
        let rest: Vec<&Logic> = wanted.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, logic)| *logic).collect();
        for (at, choice) in &part.choices {
            let all: Vec<&Logic> = rest.iter().copied().chain([choice]).collect();
            if !ground.may(&all) {
                findings.push(Finding::warning(
                    at.clone(),
                    "dead_choice",
                    "다른 조건과 함께 맞을 수 없어, 이 항목에는 아무도 해당하지 않아요.",
                    "Nobody can match this one together with the other conditions.",
                ));
            }
        }
    }
    open_ended(segment, &ground, &[wanted, nos].concat(), findings);
}

fn swallows(at: String) -> Finding {
    Finding::warning(
        at,
        "exclude_swallows",
        "포함 조건에 맞는 사람이 모두 이 제외 조건에 걸려, 아무도 남지 않아요.",
        "Everybody whom the conditions let in is caught by this exclusion: nobody is left.",
    )
}

/// Which parts contradict which.
fn contradicting(parts: &[Part], ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for part in parts.iter().filter(|part| !ground.may(&[&part.logic])) {
        found.push(never(
            &part.at,
            format!("‘{}’ 조건을 만족할 수 있는 사람이 없어요. 아무도 해당하지 않아요.", part.name.0),
            format!("“{}” can never hold: nobody matches.", part.name.1),
        ));
    }
    if found.is_empty() && parts.len() <= PARTS_MAX {
        for (place, part) in parts.iter().enumerate() {
            let Some(other) = parts.iter().take(place).find(|other| !ground.may(&[&other.logic, &part.logic])) else { continue };
            let (ko, en) = if other.name == part.name {
                (format!("‘{}’ 조건들이 서로 맞지 않아요.", part.name.0), format!("Several “{}” contradict one another", part.name.1))
            } else {
                let (ko, en) = &other.name;
                (
                    format!("‘{ko}’ 조건과 ‘{}’ 조건은 함께 맞을 수 없어요.", part.name.0),
                    format!("“{en}” and “{}” cannot both hold", part.name.1),
                )
            };
            found.push(never(&part.at, format!("{ko} 아무도 해당하지 않아요."), format!("{en}: nobody matches.")));
        }
    }
    if found.is_empty() {
        found.push(never(
            "",
            "조건들을 모두 만족할 수 있는 사람이 없어요. 아무도 해당하지 않아요.",
            "The conditions cannot all hold: nobody matches.",
        ));
    }
    found
}

/// Which parts hardly ever hold together: the first two, where two are enough.
fn unusual(parts: &[Part], usual: &[&Logic], ground: &Ground<'_>) -> Finding {
    let may = |some: &[&Logic]| ground.may(&[some, usual].concat());
    let several = parts.iter().take(PARTS_MAX).enumerate();
    let mut pairs = several.flat_map(|(place, part)| parts.iter().take(place).map(move |other| (other, part)));
    match pairs.find(|(one, other)| !may(&[&one.logic, &other.logic])) {
        Some((one, other)) => Finding::warning(
            other.at.clone(),
            "hardly_anybody",
            format!("‘{}’ 조건과 ‘{}’ 조건이 함께 맞는 사람은 거의 없어요. 조건을 확인해 주세요.", one.name.0, other.name.0),
            format!("“{}” and “{}” hardly ever hold together; look at them again.", one.name.1, other.name.1),
        ),
        None => Finding::warning(
            "",
            "hardly_anybody",
            "조건들이 모두 함께 맞는 사람은 거의 없어요. 조건을 확인해 주세요.",
            "The conditions hardly ever hold together; look at them again.",
        ),
    }
}

fn never(at: &str, ko: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding::warning(at, "never_satisfiable", ko, en)
}

/// Days before a day, with no other end: people who have been gone for years are among them.
fn open_ended(segment: &Segment, ground: &Ground<'_>, everything: &[&Logic], findings: &mut Vec<Finding>) {
    for (at, condition) in segment.conditions() {
        let Some(entry) = entry(&condition.kind).filter(|entry| entry.ask == Ask::Day) else { continue };
        let is_open = if is_wanted(&at) {
            let only_to = condition.to.is_some() && condition.from.is_none();
            only_to || condition.beyond_days.is_some() && condition.within_days.is_none()
        } else {
            // Who was not here lately may have been gone for years. Of other days "not lately" is what people mean.
            let only_from = condition.from.is_some() && condition.to.is_none();
            entry.fact == Fact::LastVisitDay && (only_from || condition.within_days.is_some() && condition.beyond_days.is_none())
        };
        if is_open && ground.may_be_long_ago(entry.fact, everything) {
            findings.push(Finding::warning(
                at,
                "open_ended_before",
                format!("‘{}’에 시작이 없어, 아주 오래전에 떠난 휴면 고객까지 모두 포함돼요. 기간을 범위로 정해 주세요.", entry.ko),
                format!("“{}” has no earlier end: people who left long ago are caught too. Give a range.", entry.en),
            ));
        }
    }
}

/// True where a condition is wanted, not excluded.
fn is_wanted(at: &str) -> bool {
    !at.starts_with("exclude") && at.matches(".not").count().is_multiple_of(2)
}

/// The parts that join by AND.
fn parts(segment: &Segment, ground: &mut Ground<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for kind in kinds(&segment.include) {
        let same = segment.include.iter().enumerate().filter(|(_, condition)| condition.is_kin(kind));
        let choices: Vec<(String, Logic)> =
            same.map(|(place, condition)| (format!("include[{place}]"), ground.condition(condition, true))).collect();
        parts.extend(one_of(choices, name_of(&kind.kind)));
    }
    for (block, conditions) in segment.any_of.iter().enumerate() {
        let one = |(place, condition)| (format!("any_of[{block}][{place}]"), ground.condition(condition, true));
        let choices: Vec<(String, Logic)> = conditions.iter().enumerate().map(one).collect();
        let first = conditions.first().map(|condition| name_of(&condition.kind)).unwrap_or_default();
        if let Some(mut part) = one_of(choices, (format!("{} 등", first.0), format!("{} or another", first.1))) {
            part.at = format!("any_of[{block}]");
            parts.push(part);
        }
    }
    match &segment.rule {
        Some(Rule::All { all }) => {
            for (place, rule) in all.iter().enumerate() {
                parts.push(of_rule(rule, format!("rule.all[{place}]"), ground));
            }
        }
        Some(rule) => parts.push(of_rule(rule, "rule".to_owned(), ground)),
        None => {}
    }
    parts
}

fn one_of(choices: Vec<(String, Logic)>, name: (String, String)) -> Option<Part> {
    let at = choices.first()?.0.clone();
    let logic = Logic::Any(choices.iter().map(|(_, logic)| logic.clone()).collect());
    Some(Part { at, name, logic, choices })
}

fn of_rule(rule: &Rule, at: String, ground: &mut Ground<'_>) -> Part {
    let mut inside = rule;
    while let Rule::Not { not } = inside {
        inside = not;
    }
    let name = match inside {
        Rule::Condition(condition) => name_of(&condition.kind),
        _ => ("중첩 규칙".to_owned(), "nested rule".to_owned()),
    };
    let choices = match rule {
        Rule::Any { any } => any.iter().enumerate().map(|(place, part)| (format!("{at}.any[{place}]"), ground.rule(part, true))).collect(),
        _ => Vec::new(),
    };
    Part { logic: ground.rule(rule, true), at, name, choices }
}

fn name_of(kind: &str) -> (String, String) {
    entry(kind).map_or_else(|| (clipped(kind), clipped(kind)), |entry| (entry.ko.to_owned(), entry.en.to_owned()))
}
