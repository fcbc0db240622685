//! Korean: phrases that end in -고, -는 or -거나, as their place asks.

mod grammar;

use model::{
    facts::{
        Fact,
        fold::{ACTS, CHECKOUT, SIGN_UP},
    },
    particle::Josa,
    time::Day,
};

use super::{
    End, Span, Times, Words, clean, clock, ends, grouped, is_unfinished, money, names_of, row, runs, segment_names, shown, span, times,
    weekdays,
};
use crate::{
    catalogue::{Ask, Entry, ProductField, What},
    definition::{Condition, Match, Scalar},
};
use grammar::with_josa;
use grammar::{ATDA, BE, BECAME, BECOMES, CAME, DID, DOES, FITS, Form, HAS, IS_SET, PASSED, SAW, SHOWED, Stem, Verb};
pub(super) use grammar::{Phrase, sentence};

/// What a condition says; when it is not wanted, its opposite, where that can be said without doubt.
pub(super) fn phrase(condition: &Condition, words: Words<'_>, wanted: bool) -> Option<Phrase> {
    let entry = match row(condition) {
        Ok(entry) => entry,
        Err(kind) => return Some(Phrase::new("", format!("‘{kind}’ 조건(이 버전에서는 알 수 없음)에 "), FITS).if_wanted(wanted)),
    };
    if is_unfinished(entry, condition) {
        // That something is not said yet has no opposite.
        return wanted.then(|| Phrase::new(format!("{} 조건의 값이", entry.ko), "아직 정해", IS_SET).if_wanted(false));
    }
    let values = condition.values.as_deref().unwrap_or_default();
    let label = with_josa(entry.ko, Josa::Subject);
    let is = |predicate: String| Some(Phrase::new(label.clone(), predicate, BE).if_wanted(wanted));
    match entry.ask {
        Ask::Number | Ask::Money => is(range(entry, condition, words)),
        Ask::Day => Some(day(entry, condition)?.if_wanted(wanted)),
        Ask::NextDay => Some(next_day(entry, condition).if_wanted(wanted)),
        Ask::Words | Ask::WordsEqual | Ask::OneOf(_) | Ask::Language => Some(match names_of(entry, values, true) {
            Some(names) => Phrase::new(label, listed(names, "중 하나"), BE),
            // The word that somebody searched for brought them here.
            None if entry.fact == Fact::Word => match how(entry, condition) {
                Match::Equals => Phrase::new("", format!("{} 검색해 들어", with_josa(&quoted(values), Josa::Object)), CAME),
                how => Phrase::new("", format!("{} 검색어로 들어", claim("", how, &quoted(values)).said(Form::Of, false)), CAME),
            },
            None => claim(entry.ko, how(entry, condition), &quoted(values)),
        })
        .map(|phrase| phrase.if_wanted(wanted)),
        Ask::Named(kind) => {
            let names = names_of(entry, values, true).map_or_else(|| quoted(values), |names| listed(names, "중 한 곳"));
            Some(match (how(entry, condition), kind) {
                (Match::Equals, "search") => Phrase::new("", format!("{names} 검색으로 들어"), CAME),
                (Match::Equals, "sns") => Phrase::new("", format!("{names}에서 들어"), CAME),
                (how, _) => claim(entry.ko, how, &names),
            })
            .map(|phrase| phrase.if_wanted(wanted))
        }
        Ask::Domain => {
            let names = listed(values.iter().map(|value| clean(&value.to_string())), "중 한 곳");
            Some(Phrase::new("", format!("{names}에서 들어"), CAME).if_wanted(wanted))
        }
        Ask::Url => {
            Some(claim(&page_noun(entry.ko, condition), condition.matching.unwrap_or(Match::Contains), &quoted(values)).if_wanted(wanted))
        }
        Ask::Path => {
            let pages = pages(condition);
            let what = format!("이번 방문에서 {} ", with_josa(&pages, Josa::Object));
            Some(counted(condition, "회", wanted, (String::new(), what), (String::new(), SAW)))
        }
        Ask::Weekdays => Some(Phrase::new("", format!("{}에 방문", weekday_set(values)), DID).if_wanted(wanted)),
        Ask::Hours => Some(Phrase::new("", format!("{}에 방문", hour_set(values)), DID).if_wanted(wanted)),
        Ask::Months => is(month_set(values)),
        Ask::YesNo | Ask::Is(_) | Ask::First => Some(yes_no(entry, (condition.value == Some(true)) == wanted)),
        Ask::Product(field) => {
            let things = things(field, how(entry, condition), values, "상품");
            Some(match entry.fact {
                Fact::Product => Phrase::new("", format!("{} 보고 ", with_josa(&things, Josa::Object)), HAS),
                Fact::CartItems => Phrase::new("장바구니에", format!("{} ", with_josa(&things, Josa::Subject)), HAS),
                _ => claim(entry.ko, how(entry, condition), &quoted(values)),
            })
            .map(|phrase| phrase.if_wanted(wanted))
        }
        Ask::Log(what) => Some(log(entry, what, condition, words, wanted)),
        Ask::NextLog => {
            let expiry = match condition.next_days {
                Some(0) => "오늘 만료되는 ".to_owned(),
                Some(1) => "오늘이나 내일 만료되는 ".to_owned(),
                Some(days) => format!("{days}일 안에 만료되는 "),
                None => String::new(),
            };
            let coupons = if values.is_empty() { entry.ko.to_owned() } else { format!("{} {}", entry.ko, quoted(values)) };
            let coupons = format!("{expiry}{}", with_josa(&coupons, Josa::Subject));
            Some(match times(condition) {
                Times::Once => Phrase::new(coupons, "", HAS).if_wanted(wanted),
                Times::Never => Phrase::new(coupons, "하나도 ", HAS).if_wanted(!wanted),
                Times::Ends(ends) => {
                    Phrase::new(coupons, bounds(&ends, |value| format!("{}{}", grouped(value), entry.unit.0)), BE).if_wanted(wanted)
                }
            })
        }
        Ask::Field => {
            let noun = format!("‘{}’ 항목", clean(condition.field.as_deref().unwrap_or_default()));
            let numbers = range(entry, condition, words);
            let texts = (!values.is_empty()).then(|| claim(&noun, how(entry, condition), &quoted(values)));
            Some(match texts {
                Some(texts) if numbers.is_empty() => texts,
                Some(texts) => Phrase::new(with_josa(&noun, Josa::Subject), format!("{numbers}이고 {}", texts.predicate), texts.verb),
                None => Phrase::new(with_josa(&noun, Josa::Subject), numbers, BE),
            })
            .filter(|_| wanted || values.is_empty() || ends(condition).is_empty())
            .map(|phrase| phrase.if_wanted(wanted))
        }
        Ask::Segments => {
            let names = listed(segment_names(values, words.site).iter().map(|name| format!("‘{}’", clean(name))), "중 하나인");
            Some(Phrase::new("", format!("{names} 세그먼트에 속"), DOES).if_wanted(wanted))
        }
    }
}

/// Something done so often: "…를 3회 이상 본"; "… 본 횟수가 5회 이하인" where none at all would do too, and where the opposite of "three times" is
/// meant. What is done are words before how often it is, and words after it with their verb.
fn counted(
    condition: &Condition,
    unit: &str,
    wanted: bool,
    (when, what): (String, String),
    (stem, verb): (String, &'static Verb),
) -> Phrase {
    let done = |times: &str| Phrase::new("", format!("{when}{what}{times}{stem}"), verb);
    match times(condition) {
        Times::Once if wanted => done(""),
        Times::Never if !wanted => done(""),
        Times::Once | Times::Never => done("한 번도 ").if_wanted(false),
        Times::Ends(ends) => {
            let numbers = bounds(&ends, |value| format!("{}{unit}", grouped(value)));
            let at_least_once = match ends.first() {
                Some((End::Min, value)) => value.to_string() != "0",
                Some((end, _)) => matches!(end, End::Equals | End::Above),
                None => false,
            };
            if wanted && at_least_once {
                let exactly = if matches!(ends.as_slice(), [(End::Equals, _)]) { "정확히 " } else { "" };
                done(&format!("{exactly}{numbers} "))
            } else {
                Phrase::new(format!("{} 횟수가", done("").said(Form::Of, false)), numbers, BE).if_wanted(wanted)
            }
        }
    }
}

fn log(entry: &Entry, what: What, condition: &Condition, words: Words<'_>, wanted: bool) -> Phrase {
    let values = condition.values.as_deref().unwrap_or_default();
    if what == What::Listed {
        return Phrase::new("", format!("{} 목록에 ", which(values)), HAS).if_wanted(wanted);
    }
    let when = span(condition).map_or_else(String::new, |span| format!("{} ", when(&span)));
    let thing = if condition.same == Some(true) { "같은 상품" } else { "상품" };
    let how = how(entry, condition);
    let things = match what {
        What::SomeKeys if values.is_empty() => thing.to_owned(),
        What::Labels => things(ProductField::Category, how, values, thing),
        What::Priced => format!("{} {thing}", prices(condition, words)),
        _ if entry.fact == Fact::BoughtNames => things(ProductField::Name, how, values, thing),
        _ => things(ProductField::Id, how, values, thing),
    };
    let messages = if values.is_empty() { "메시지".to_owned() } else { format!("{} 메시지", which(values)) };
    let (object, verb_stem, verb) = match (entry.fact, what) {
        (Fact::Viewed, _) => (with_josa(&things, Josa::Object), "", SAW),
        (Fact::Bought | Fact::BoughtNames, _) => (with_josa(&things, Josa::Object), "구매", DID),
        (Fact::Added, What::Everything) => ("장바구니에 상품을".to_owned(), "담", ATDA),
        (Fact::Ordered, What::Everything) => (String::new(), "구매", DID),
        (Fact::Events, What::Fixed(key)) if key == SIGN_UP => (String::new(), "회원가입", DID),
        (Fact::Events, What::Fixed(key)) if key == CHECKOUT => ("주문서 작성을".to_owned(), "시작", DID),
        (Fact::Events, What::Events) => (format!("{} 이벤트{}가", which(values), property(entry, condition)), "발생", DID),
        (Fact::Messages, What::Marked(mark)) => match ACTS.iter().position(|act| *act == mark) {
            Some(0) => (format!("{messages}를"), "", SAW),
            Some(1) => (format!("{messages}를"), "클릭", DID),
            Some(2) => (format!("{messages}를"), "닫", ATDA),
            _ => (format!("{messages}를 보고"), "구매", DID),
        },
        _ => {
            let of = if values.is_empty() { String::new() } else { format!("{} ", quoted(values)) };
            (format!("{of}{} 기록이", entry.ko), "", HAS)
        }
    };
    let object = if object.is_empty() { object } else { format!("{object} ") };
    counted(condition, entry.unit.0, wanted, (when, object), (verb_stem.to_owned(), verb))
}

/// (plan이 ‘pro’인 것), of an event.
fn property(entry: &Entry, condition: &Condition) -> String {
    match (&condition.property, &condition.property_values) {
        (Some(name), Some(values)) => {
            let claim = claim(&clean(name), how(entry, condition), &quoted(values));
            format!("({} 것)", claim.said(Form::Of, true))
        }
        _ => String::new(),
    }
}

/// A number's range as people say it: 30,000원 이상 50,000원 미만.
fn range(entry: &Entry, condition: &Condition, words: Words<'_>) -> String {
    let (unit, _) = entry.unit;
    bounds(&ends(condition), |value| match entry.ask {
        Ask::Money => money(value, words),
        _ if unit == "초" => seconds(value),
        _ => format!("{}{unit}", grouped(value)),
    })
}

fn bounds(ends: &[(End, &Scalar)], shown: impl Fn(&Scalar) -> String) -> String {
    let one = |(end, value): &(End, &Scalar)| {
        let value = shown(value);
        match end {
            End::Min => format!("{value} 이상"),
            End::Above => format!("{value} 초과"),
            End::Max => format!("{value} 이하"),
            End::Below => format!("{value} 미만"),
            End::Equals => value,
        }
    };
    ends.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn prices(condition: &Condition, words: Words<'_>) -> String {
    let ends: Vec<(End, &Scalar)> = match (&condition.price_min, &condition.price_max) {
        (Some(lo), Some(hi)) if lo.to_string() == hi.to_string() => vec![(End::Equals, lo)],
        (lo, hi) => [(End::Min, lo), (End::Max, hi)].into_iter().filter_map(|(end, value)| Some((end, value.as_ref()?))).collect(),
    };
    bounds(&ends, |value| money(value, words))
}

/// 90초 is 1분 30초.
pub(super) fn seconds(value: &Scalar) -> String {
    let Some((hours, minutes, seconds)) = clock(value) else { return format!("{}초", grouped(value)) };
    let parts = [(hours, "시간"), (minutes, "분"), (seconds, "초")];
    let said: Vec<String> = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect();
    if said.is_empty() { "0초".to_owned() } else { said.join(" ") }
}

/// What people say instead of "the day of …": the kind, "since …", and, where having done it within some days means the same, "did it".
const DAYS: &[(&str, &str, Option<Stem>)] = &[
    ("traffic.last_visit_day", "마지막으로 방문한 지", None),
    ("cart.last_added_day", "마지막으로 장바구니에 담은 지", Some(("장바구니에 상품을 담", ATDA))),
    ("purchase.last_order_day", "마지막으로 구매한 지", Some(("구매", DID))),
    ("purchase.first_order_day", "처음 구매한 지", Some(("처음 구매", DID))),
    ("member.sign_up_day", "가입한 지", Some(("가입", DID))),
    ("member.last_login_day", "마지막으로 로그인한 지", Some(("로그인", DID))),
];

fn day(entry: &Entry, condition: &Condition) -> Option<Phrase> {
    let span = span(condition)?;
    let label = || with_josa(entry.ko, Josa::Subject);
    let known = DAYS.iter().find(|(kind, ..)| *kind == entry.kind);
    let since = known.map(|(_, since, _)| *since);
    let did = known.and_then(|(.., did)| *did);
    Some(match (span, since, did) {
        (span @ (Span::Today | Span::Within(_)), _, Some((stem, verb))) => Phrase::new("", format!("{} {stem}", when(&span)), verb),
        (Span::Within(days), Some(since), None) if days > 1 => Phrase::new(since, format!("{days}일 이내"), BE),
        (Span::Beyond(days), Some(since), _) if days > 0 => Phrase::new(since, format!("{days}일이 지"), PASSED),
        (Span::Ago(from, to), Some(since), _) if from == to => Phrase::new(since, format!("정확히 {from}일 "), BECAME),
        (Span::Ago(from, to), Some(since), _) => Phrase::new(since, format!("{from}~{to}일 "), BECAME),
        (Span::Dates(from, to), ..) => Phrase::new(label(), dates(from, to), BE),
        (Span::Within(1), ..) => Phrase::new(label(), "어제나 오늘", BE),
        (Span::Within(days), ..) => Phrase::new(label(), format!("최근 {days}일 이내"), BE),
        (Span::Beyond(0), ..) => Phrase::new(label(), "어제나 그 이전", BE),
        (Span::Beyond(days), ..) => Phrase::new(label(), format!("{days}일보다 오래전"), BE),
        (Span::Ago(from, to), ..) if from == to => Phrase::new(label(), format!("정확히 {from}일 전"), BE),
        (Span::Ago(from, to), ..) => Phrase::new(label(), format!("{from}~{to}일 전"), BE),
        (Span::Today | Span::Visit, ..) => Phrase::new(label(), "오늘", BE),
    })
}

fn next_day(entry: &Entry, condition: &Condition) -> Phrase {
    let label = with_josa(entry.ko, Josa::Subject);
    match condition.next_days {
        Some(0) => Phrase::new(label, "오늘", BE),
        Some(1) => Phrase::new(label, "오늘이나 내일", BE),
        Some(days) => Phrase::new(label, format!("앞으로 {days}일 안에 "), HAS),
        None => Phrase::new(label, dates(condition.from, condition.to), BE),
    }
}

/// When something happened, before a verb.
fn when(span: &Span) -> String {
    match span {
        Span::Visit => "이번 방문에서".to_owned(),
        Span::Today => "오늘".to_owned(),
        Span::Within(1) => "어제나 오늘".to_owned(),
        Span::Within(days) => format!("최근 {days}일 안에"),
        Span::Beyond(0) => "어제나 그 전에".to_owned(),
        Span::Beyond(days) => format!("{days}일보다 오래전에"),
        Span::Ago(1, 1) => "어제".to_owned(),
        Span::Ago(from, to) if from == to => format!("정확히 {from}일 전에"),
        Span::Ago(from, to) => format!("{from}~{to}일 전에"),
        Span::Dates(from, to) => format!("{}에", dates(*from, *to)),
    }
}

fn date(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{year}년 {month}월 {day}일")
}

fn dates(from: Option<Day>, to: Option<Day>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => date(from),
        (Some(from), Some(to)) => {
            let ((year, month, _), (to_year, to_month, to_day)) = (from.civil(), to.civil());
            let end = match (year == to_year, month == to_month) {
                (true, true) => format!("{to_day}일"),
                (true, false) => format!("{to_month}월 {to_day}일"),
                _ => date(to),
            };
            format!("{}~{end}", date(from))
        }
        (Some(from), None) => format!("{} 이후", date(from)),
        (None, Some(to)) => format!("{} 또는 그 이전", date(to)),
        (None, None) => String::new(),
    }
}

/// What a noun is, or what is in it.
fn claim(noun: &str, how: Match, values: &str) -> Phrase {
    match how {
        Match::Contains => Phrase::new(format!("{noun}에"), format!("{} 포함", with_josa(values, Josa::Subject)), BECOMES),
        Match::StartsWith => Phrase::new(with_josa(noun, Josa::Subject), format!("{} 시작", with_josa(values, Josa::By)), DOES),
        Match::Equals => Phrase::new(with_josa(noun, Josa::Subject), values, BE),
        Match::Glob | Match::Regex => Phrase::new(with_josa(noun, Josa::Subject), form(how, values), BE),
    }
}

/// "현재 보는 페이지", and whether its query counts.
fn page_noun(noun: &str, condition: &Condition) -> String {
    let address = if condition.matching == Some(Match::Equals) { "" } else { " 주소" };
    let query = match condition.query {
        Some(true) => "(쿼리 포함)",
        Some(false) => "(쿼리 제외)",
        None => "",
    };
    format!("{noun}{address}{query}")
}

/// The pages that a condition about the path means.
fn pages(condition: &Condition) -> String {
    let values = condition.values.as_deref().unwrap_or_default();
    let same = condition.same == Some(true);
    let page = if same { "같은 페이지" } else { "페이지" };
    let query = match condition.query {
        Some(true) => "(쿼리 포함)",
        Some(false) => "(쿼리 제외)",
        None => "",
    };
    match condition.matching.unwrap_or(Match::Contains) {
        Match::Equals if same && values.len() > 1 => format!("{} 중 한 페이지{query}", quoted(values)),
        Match::Equals => format!("{} 페이지{query}", which(values)),
        how => format!("{} {page}", claim(&format!("주소{query}"), how, &quoted(values)).said(Form::Of, true)),
    }
}

/// The products that a condition means. `thing`: 상품, or 같은 상품.
fn things(field: ProductField, how: Match, values: &[Scalar], thing: &str) -> String {
    let noun = match field {
        ProductField::Id => "상품번호",
        ProductField::Name => "이름",
        ProductField::Category => "카테고리",
    };
    match (how, field) {
        (Match::Equals, ProductField::Category) => format!("{} 카테고리 {thing}", which(values)),
        (Match::Equals, _) if thing != "상품" && values.len() > 1 => format!("{} 중 한 상품", quoted(values)),
        (Match::Equals, _) => format!("{} 상품", which(values)),
        _ => format!("{} {thing}", claim(noun, how, &quoted(values)).said(Form::Of, true)),
    }
}

/// What people say of a yes and of a no: the kind, both with their verbs.
const YES_NO: &[(&str, Stem, Option<Stem>)] = &[
    ("traffic.first_visit", ("첫 방문", BE), Some(("재방문", BE))),
    ("source.direct", ("직접 유입", BE), None),
    ("member.signed_in", ("로그인", DID), None),
    ("behavior.exit_intent", ("페이지를 떠나려는 움직임을 ", SHOWED), None),
];

fn yes_no(entry: &Entry, yes: bool) -> Phrase {
    if let Some((_, positive, negative)) = YES_NO.iter().find(|(kind, ..)| *kind == entry.kind) {
        return match (yes, negative) {
            (false, Some((stem, verb))) => Phrase::new("", *stem, verb),
            _ => Phrase::new("", positive.0, positive.1).if_wanted(yes),
        };
    }
    match entry.ko.strip_suffix(" 동의") {
        Some(to_what) => Phrase::new("", format!("{to_what}에 동의"), DID),
        None => Phrase::new("", entry.ko, BE),
    }
    .if_wanted(yes)
}

fn how(entry: &Entry, condition: &Condition) -> Match {
    condition.matching.unwrap_or(match entry.ask {
        Ask::Words | Ask::Url | Ask::Path => Match::Contains,
        _ => Match::Equals,
    })
}

fn quoted(values: &[Scalar]) -> String {
    listed(values.iter().map(|value| format!("‘{}’", clean(&value.to_string()))), "중 하나")
}

/// The same before a noun.
fn which(values: &[Scalar]) -> String {
    listed(values.iter().map(|value| format!("‘{}’", clean(&value.to_string()))), "중 하나인")
}

/// ‘A’, ‘B’ 또는 ‘C’. Of many the first ones, and "one of" them all.
fn listed(values: impl IntoIterator<Item = String>, one_of: &str) -> String {
    let (mut values, more) = shown(values.into_iter());
    if more > 0 {
        return format!("{} 외 {more}개 {one_of}", values.join(", "));
    }
    let last = values.pop().unwrap_or_default();
    if values.is_empty() { last } else { format!("{} 또는 {last}", values.join(", ")) }
}

fn weekday_set(values: &[Scalar]) -> String {
    const NAMES: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];
    let days = weekdays(values);
    match days.as_slice() {
        [0, 1, 2, 3, 4, 5, 6] => "모든 요일".to_owned(),
        [0, 1, 2, 3, 4] => "평일(월~금)".to_owned(),
        [5, 6] => "주말(토·일)".to_owned(),
        _ => format!("{}요일", days.iter().filter_map(|day| NAMES.get(*day).copied()).collect::<Vec<_>>().join("·")),
    }
}

/// Hours as runs, up to their last minute: 9시~11시 59분·21시.
fn hour_set(values: &[Scalar]) -> String {
    let runs = runs(values, 0, 24);
    if runs.as_slice() == [(0, 23)] {
        return "모든 시간".to_owned();
    }
    let one = |(from, to): &(u8, u8)| if from == to { format!("{from}시") } else { format!("{from}시~{to}시 59분") };
    runs.iter().map(one).collect::<Vec<_>>().join("·")
}

/// Months as runs: 3~5월·12월.
fn month_set(values: &[Scalar]) -> String {
    let runs = runs(values, 1, 12);
    if runs.as_slice() == [(1, 12)] {
        return "아무 달".to_owned();
    }
    let one = |(from, to): &(u8, u8)| if from == to { format!("{from}월") } else { format!("{from}~{to}월") };
    runs.iter().map(one).collect::<Vec<_>>().join("·")
}

/// Label and what is asked.
pub(super) fn short(condition: &Condition, words: Words<'_>) -> String {
    let entry = match row(condition) {
        Ok(entry) => entry,
        Err(kind) => return format!("‘{kind}’ (이 버전에서는 알 수 없는 조건)"),
    };
    if is_unfinished(entry, condition) {
        return format!("{} (값 없음)", entry.ko);
    }
    let values = condition.values.as_deref().unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    let how = how(entry, condition);
    match entry.ask {
        Ask::Weekdays => parts.push(weekday_set(values)),
        Ask::Hours => parts.push(hour_set(values)),
        Ask::Months => parts.push(month_set(values)),
        Ask::YesNo | Ask::Is(_) | Ask::First => {
            return format!("{}: {}", entry.ko, if condition.value == Some(true) { "예" } else { "아니요" });
        }
        Ask::Segments => parts.push(listed(segment_names(values, words.site).iter().map(|name| format!("‘{}’", clean(name))), "중 하나")),
        Ask::Log(What::Events) => {
            parts.push(quoted(values));
            if let (Some(name), Some(values)) = (&condition.property, &condition.property_values) {
                parts.push(format!("{} {}", clean(name), asked(how, &quoted(values))));
            }
        }
        _ => {
            if let Some(field) = &condition.field {
                parts.push(format!("‘{}’", clean(field)));
            }
            match names_of(entry, values, true) {
                _ if values.is_empty() => {}
                Some(names) => parts.push(listed(names, "중 하나")),
                None => parts.push(asked(how, &quoted(values))),
            }
        }
    }
    match condition.query {
        Some(true) => parts.push("쿼리 포함".to_owned()),
        Some(false) => parts.push("쿼리 제외".to_owned()),
        None => {}
    }
    if condition.price_min.is_some() || condition.price_max.is_some() {
        parts.push(prices(condition, words));
    }
    let numbers = if entry.ask == Ask::Path {
        bounds(&ends(condition), |value| format!("{}회", grouped(value)))
    } else {
        range(entry, condition, words)
    };
    if !numbers.is_empty() {
        parts.push(numbers);
    }
    if condition.same == Some(true) {
        parts.push(if entry.ask == Ask::Path { "같은 페이지" } else { "같은 상품" }.to_owned());
    }
    match condition.next_days {
        Some(0) => parts.push("오늘".to_owned()),
        Some(1) => parts.push("오늘이나 내일".to_owned()),
        Some(days) => parts.push(format!("앞으로 {days}일 이내")),
        None => {}
    }
    if let Some(span) = span(condition) {
        parts.push(match span {
            Span::Visit => "이번 방문".to_owned(),
            Span::Today => "오늘".to_owned(),
            Span::Within(days) => format!("최근 {days}일 이내"),
            Span::Beyond(0) => "어제나 그 이전".to_owned(),
            Span::Beyond(days) => format!("{days}일보다 오래전"),
            Span::Ago(from, to) if from == to => format!("정확히 {from}일 전"),
            Span::Ago(from, to) => format!("{from}~{to}일 전"),
            Span::Dates(from, to) => dates(from, to),
        });
    }
    if parts.is_empty() { entry.ko.to_owned() } else { format!("{} {}", entry.ko, parts.join(", ")) }
}

fn asked(how: Match, values: &str) -> String {
    match how {
        Match::Equals => values.to_owned(),
        Match::Contains => format!("{values} 포함"),
        Match::StartsWith => format!("{} 시작", with_josa(values, Josa::By)),
        Match::Glob | Match::Regex => form(how, values),
    }
}

/// ‘/p/*’ 형식.
fn form(how: Match, values: &str) -> String {
    let name = if how == Match::Regex { "정규식 형식" } else { "형식" };
    match values.strip_suffix(" 중 하나") {
        Some(several) => format!("{several} {name} 중 하나"),
        None => format!("{values} {name}"),
    }
}
