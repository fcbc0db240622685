//! Facts as JSON (`schemas/facts.json`): for trying a segment on somebody, for tests, and for looking at what is known.
//!
//! A key left out is unknown, `null` is known to be none. `now` is RFC 3339 and its offset is the shop's zone.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    event::Item,
    facts::{Fact, Facts, PathPage, Value},
    money::Micros,
    time::{Day, EpochMs, Zone, parse_rfc3339},
};

/// Facts as JSON has them.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FactsJson {
    /// The moment, with the shop's offset.
    pub now: String,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    page: Said<PageJson>,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    visit: Said<VisitJson>,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    cart: Said<CartJson>,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    product: Said<ItemJson>,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    person: Said<PersonJson>,
    #[serde(default, skip_serializing_if = "Said::is_unknown")]
    device: Said<DeviceJson>,
}

/// A key: left out, `null`, or a value.
#[derive(Clone, Debug, PartialEq, Default)]
enum Said<T> {
    #[default]
    Unknown,
    None,
    Some(T),
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct PageJson {
    #[serde(skip_serializing_if = "Said::is_unknown")]
    url: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    title: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    since: Said<EpochMs>,
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct VisitJson {
    #[serde(skip_serializing_if = "Said::is_unknown")]
    started: Said<EpochMs>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    last: Said<EpochMs>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    start_page: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    path: Said<Vec<Step>>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    page_views: Said<i64>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    source: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    source_name: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    word: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    previous_word: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    campaign: Said<CampaignJson>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    search_word: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    search_results: Said<i64>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    orders: Said<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
enum Step {
    Url(String),
    Times { url: String, times: u32 },
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct CampaignJson {
    #[serde(skip_serializing_if = "Said::is_unknown")]
    source: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    medium: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    name: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    content: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    term: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    code: Said<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CartJson {
    lines: Vec<ItemJson>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ItemJson {
    id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    category: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<Micros>,
    #[serde(default = "one")]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct PersonJson {
    #[serde(skip_serializing_if = "Said::is_unknown")]
    visits: Said<i64>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    last_visit_day: Said<Day>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    orders: Said<i64>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    spent: Said<Micros>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    member: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    signed: Said<bool>,
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct DeviceJson {
    #[serde(skip_serializing_if = "Said::is_unknown")]
    kind: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    os: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    browser: Said<String>,
    #[serde(skip_serializing_if = "Said::is_unknown")]
    app: Said<String>,
}

/// Why JSON is no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactsError {
    /// `now` is not RFC 3339.
    Now,
}

impl core::fmt::Display for FactsError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Now => f.write_str("now must be RFC 3339 with the shop's offset, such as 2026-11-21T09:00:00+09:00"),
        }
    }
}

impl core::error::Error for FactsError {}

impl FactsJson {
    /// The facts, and the zone that `now` is written in.
    ///
    /// # Errors
    /// `Now`.
    pub fn facts(&self) -> Result<(Facts, Zone), FactsError> {
        let (now, offset_s) = parse_rfc3339(&self.now).ok_or(FactsError::Now)?;
        let mut facts = Facts::default();
        facts.now = now;
        if let Some(page) = self.page.some() {
            set_text(&mut facts, Fact::PageUrl, &page.url);
            set_text(&mut facts, Fact::PageTitle, &page.title);
            set_number(&mut facts, Fact::PageSince, &page.since, |at| at.0);
        }
        match &self.visit {
            Said::Some(visit) => visit.tell(&mut facts),
            Said::None => facts.orders = Some(Vec::new()),
            Said::Unknown => {}
        }
        facts.cart = match &self.cart {
            Said::Unknown => None,
            Said::None => Some(Vec::new()),
            Said::Some(cart) => Some(cart.lines.iter().map(Item::from).collect()),
        };
        facts.product = match &self.product {
            Said::Unknown => None,
            Said::None => Some(Vec::new()),
            Said::Some(item) => Some(vec![Item::from(item)]),
        };
        if let Some(person) = self.person.some() {
            set_number(&mut facts, Fact::Visits, &person.visits, |count| *count);
            set_number(&mut facts, Fact::LastVisitDay, &person.last_visit_day, |day| i64::from(day.0));
            set_number(&mut facts, Fact::Orders, &person.orders, |count| *count);
            set_number(&mut facts, Fact::Spent, &person.spent, |spent| spent.0);
            set_text(&mut facts, Fact::Member, &person.member);
            set_number(&mut facts, Fact::Signed, &person.signed, |signed| i64::from(*signed));
        }
        if let Some(device) = self.device.some() {
            set_text(&mut facts, Fact::DeviceKind, &device.kind);
            set_text(&mut facts, Fact::Os, &device.os);
            set_text(&mut facts, Fact::Browser, &device.browser);
            set_text(&mut facts, Fact::App, &device.app);
        }
        Ok((facts, Zone::fixed(offset_s)))
    }

    /// What these facts say, in the shop's zone.
    #[must_use]
    pub fn of(facts: &Facts, zone: &Zone) -> Self {
        let text = |fact| said(facts.get(fact), |value| if let Value::Text(text) = value { Some(text.clone()) } else { None });
        let number = |fact| said(facts.get(fact), as_number);
        let moment = |fact| said(facts.get(fact), |value| as_number(value).map(EpochMs));
        let items = |items: &[Item]| items.iter().map(ItemJson::from).collect::<Vec<_>>();
        let campaign = CampaignJson {
            source: text(Fact::CampaignSource),
            medium: text(Fact::CampaignMedium),
            name: text(Fact::CampaignName),
            content: text(Fact::CampaignContent),
            term: text(Fact::CampaignTerm),
            code: text(Fact::CampaignCode),
        };
        Self {
            now: in_zone(facts.now, zone),
            page: Said::Some(PageJson { url: text(Fact::PageUrl), title: text(Fact::PageTitle), since: moment(Fact::PageSince) }),
            visit: Said::Some(VisitJson {
                started: moment(Fact::VisitStarted),
                last: moment(Fact::VisitLast),
                start_page: text(Fact::StartPage),
                path: facts.path.as_ref().map_or(Said::Unknown, |pages| Said::Some(pages.iter().map(Step::from).collect())),
                page_views: number(Fact::PageViews),
                source: text(Fact::SourceKind),
                source_name: text(Fact::SourceName),
                word: text(Fact::Word),
                previous_word: text(Fact::PreviousWord),
                campaign: campaign.said(),
                search_word: text(Fact::SearchWord),
                search_results: number(Fact::SearchResults),
                orders: facts.orders.clone().map_or(Said::Unknown, Said::Some),
            }),
            cart: facts.cart.as_ref().map_or(Said::Unknown, |lines| Said::Some(CartJson { lines: items(lines) })),
            product: match facts.product.as_deref() {
                None => Said::Unknown,
                Some([]) => Said::None,
                Some([item, ..]) => Said::Some(ItemJson::from(item)),
            },
            person: Said::Some(PersonJson {
                visits: number(Fact::Visits),
                last_visit_day: said(facts.get(Fact::LastVisitDay), |value| {
                    as_number(value).and_then(|day| i32::try_from(day).ok()).map(Day)
                }),
                orders: number(Fact::Orders),
                spent: said(facts.get(Fact::Spent), |value| as_number(value).map(Micros)),
                member: text(Fact::Member),
                signed: said(facts.get(Fact::Signed), |value| as_number(value).map(|signed| signed == 1)),
            }),
            device: Said::Some(DeviceJson {
                kind: text(Fact::DeviceKind),
                os: text(Fact::Os),
                browser: text(Fact::Browser),
                app: text(Fact::App),
            }),
        }
    }
}

impl VisitJson {
    fn tell(&self, facts: &mut Facts) {
        set_number(facts, Fact::VisitStarted, &self.started, |at| at.0);
        set_number(facts, Fact::VisitLast, &self.last, |at| at.0);
        set_text(facts, Fact::StartPage, &self.start_page);
        facts.path = match &self.path {
            Said::Unknown => None,
            Said::None => Some(Vec::new()),
            Said::Some(steps) => Some(path_of(steps)),
        };
        set_number(facts, Fact::PageViews, &self.page_views, |views| *views);
        set_text(facts, Fact::SourceKind, &self.source);
        set_text(facts, Fact::SourceName, &self.source_name);
        set_text(facts, Fact::Word, &self.word);
        set_text(facts, Fact::PreviousWord, &self.previous_word);
        match &self.campaign {
            Said::Unknown => {}
            Said::None => CAMPAIGN.iter().for_each(|fact| facts.set(*fact, Value::None)),
            Said::Some(campaign) => {
                for (fact, part) in CAMPAIGN.into_iter().zip(campaign.parts()) {
                    set_text(facts, fact, part);
                }
            }
        }
        set_text(facts, Fact::SearchWord, &self.search_word);
        set_number(facts, Fact::SearchResults, &self.search_results, |results| *results);
        facts.orders = match &self.orders {
            Said::Unknown => None,
            Said::None => Some(Vec::new()),
            Said::Some(ids) => Some(ids.clone()),
        };
    }
}

const CAMPAIGN: [Fact; 6] =
    [Fact::CampaignSource, Fact::CampaignMedium, Fact::CampaignName, Fact::CampaignContent, Fact::CampaignTerm, Fact::CampaignCode];

impl CampaignJson {
    const fn parts(&self) -> [&Said<String>; 6] {
        [&self.source, &self.medium, &self.name, &self.content, &self.term, &self.code]
    }

    /// One `null` where every part is none, nothing where none is known.
    fn said(self) -> Said<Self> {
        if self.parts().iter().all(|part| part.is_unknown()) {
            Said::Unknown
        } else if self.parts().iter().all(|part| **part == Said::None) {
            Said::None
        } else {
            Said::Some(self)
        }
    }
}

/// A url that is there several times was seen so often.
fn path_of(steps: &[Step]) -> Vec<PathPage> {
    let mut path: Vec<PathPage> = Vec::new();
    for step in steps {
        let (url, times) = match step {
            Step::Url(url) => (url, 1),
            Step::Times { url, times } => (url, *times),
        };
        match path.iter_mut().find(|page| page.url == *url) {
            Some(page) => page.times = page.times.saturating_add(times),
            None => path.push(PathPage { url: url.clone(), times }),
        }
    }
    path
}

fn set_text(facts: &mut Facts, fact: Fact, said: &Said<String>) {
    match said {
        Said::Unknown => {}
        Said::None => facts.set(fact, Value::None),
        Said::Some(text) => facts.set(fact, Value::from(text.as_str())),
    }
}

fn set_number<T>(facts: &mut Facts, fact: Fact, said: &Said<T>, number: impl Fn(&T) -> i64) {
    match said {
        Said::Unknown => {}
        Said::None => facts.set(fact, Value::None),
        Said::Some(value) => facts.set(fact, Value::Number(number(value))),
    }
}

fn said<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Said<T> {
    match value {
        Value::Unknown => Said::Unknown,
        Value::None => Said::None,
        other => read(other).map_or(Said::Unknown, Said::Some),
    }
}

const fn as_number(value: &Value) -> Option<i64> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

/// RFC 3339 with the zone's offset at that moment.
fn in_zone(at: EpochMs, zone: &Zone) -> String {
    let offset_min = zone.offset_s(at) / 60;
    let local = EpochMs(at.0.saturating_add(i64::from(offset_min) * 60_000)).to_string();
    let sign = if offset_min < 0 { '-' } else { '+' };
    format!("{}{sign}{:02}:{:02}", local.trim_end_matches('Z'), offset_min.abs() / 60, offset_min.abs() % 60)
}

impl<T> Said<T> {
    const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    const fn some(&self) -> Option<&T> {
        if let Self::Some(value) = self { Some(value) } else { None }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::None, Self::Some))
    }
}

impl<T: Serialize> Serialize for Said<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.some().serialize(serializer)
    }
}

impl From<&ItemJson> for Item {
    fn from(item: &ItemJson) -> Self {
        let ItemJson { id, name, category, price, quantity } = item.clone();
        Self { id, name, category, price, quantity }
    }
}

impl From<&Item> for ItemJson {
    fn from(item: &Item) -> Self {
        let Item { id, name, category, price, quantity } = item.clone();
        Self { id, name, category, price, quantity }
    }
}

impl From<&PathPage> for Step {
    fn from(page: &PathPage) -> Self {
        Self::Times { url: page.url.clone(), times: page.times }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::facts::Read;

    fn facts(json: Json) -> (Facts, Zone) {
        serde_json::from_value::<FactsJson>(json).unwrap().facts().unwrap()
    }

    #[test]
    fn left_out_is_unknown_and_null_is_none() {
        let (facts, zone) = facts(json!({
            "now": "2026-11-21T09:30:00+09:00",
            "visit": {"word": null, "path": ["/a", {"url": "/b", "times": 2}, "/a"], "campaign": null},
            "product": null,
            "person": {"spent": 12000, "visits": 3, "last_visit_day": "2026-11-20", "signed": true},
        }));
        assert_eq!(zone.minute(facts.now), 570);
        assert_eq!((facts.get(Fact::Word), facts.get(Fact::PreviousWord)), (&Value::None, &Value::Unknown));
        assert_eq!(facts.get(Fact::CampaignCode), &Value::None);
        assert_eq!(facts.read(Fact::CartTotal, &zone), Read::Unknown);
        assert_eq!(facts.product, Some(vec![]));
        assert_eq!(facts.path.as_ref().map(|path| (path.len(), path[0].times)), Some((2, 2)));
        assert_eq!((facts.number(Fact::Spent), facts.number(Fact::Signed)), (Some(12_000_000_000), Some(1)));
    }

    #[test]
    fn empty_carts_and_lines() {
        let total = |cart: Json| {
            let (facts, zone) = facts(json!({"now": "2026-11-21T00:00:00Z", "cart": cart}));
            facts.read(Fact::CartTotal, &zone) == Read::Number(facts.cart_total().map_or(-1, |total| total.0))
                && facts.cart_total().is_some()
        };
        assert!(total(json!(null)));
        assert!(total(json!({"lines": [{"id": "a", "price": "3.5", "quantity": 2}]})));
        assert!(!total(json!({"lines": [{"id": "a"}]})), "a price that nobody said");
    }

    #[test]
    fn what_is_no_facts() {
        assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "vist": {}})).is_err(), "a slip of the pen");
        let json: FactsJson = serde_json::from_value(json!({"now": "2026-11-21"})).unwrap();
        assert_eq!(json.facts().map(|_| ()), Err(FactsError::Now));
        assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "person": {"spent": -1}})).is_err());
    }

    #[test]
    fn there_and_back() {
        let said = json!({
            "now": "2026-11-21T09:30:00.000+09:00",
            "page": {"url": "/p/1", "title": null, "since": "2026-11-21T00:29:00.000Z"},
            "visit": {
                "started": "2026-11-21T00:20:00.000Z", "last": "2026-11-21T00:29:00.000Z", "start_page": "/", "page_views": 3,
                "path": [{"url": "/", "times": 2}], "source": "search", "source_name": "naver", "word": "우리몰", "previous_word": null,
                "campaign": {"source": "naver", "medium": null, "name": null, "content": null, "term": null, "code": null},
                "search_word": null, "search_results": null, "orders": ["o-1"],
            },
            "cart": {"lines": [{"id": "a", "name": "에코백", "price": "12000", "quantity": 1}]},
            "product": null,
            "person": {"visits": 2, "last_visit_day": null, "orders": 1, "spent": "0.5", "member": "minji", "signed": false},
            "device": {"kind": "pc", "os": "macos", "browser": "safari", "app": null},
        });
        let (facts, zone) = facts(said.clone());
        assert_eq!(serde_json::to_value(FactsJson::of(&facts, &zone)).unwrap(), said);
    }
}
