//! English: relative clauses, "whose cart total is at least ₩30,000", "who ordered today".

mod grammar;

use model::{
    facts::{
        Fact,
        fold::{ACTS, CHECKOUT, SIGN_UP},
    },
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
use grammar::{ARE, CAME, HAVE, IS, Verb, WAS, join, of};
pub(super) use grammar::{Phrase, sentence};

/// What a condition says, or its opposite when it is not wanted.
pub(super) fn phrase(condition: &Condition, words: Words<'_>, wanted: bool) -> Option<Phrase> {
    let entry = match row(condition) {
        Ok(entry) => entry,
        Err(kind) => {
            return Some(Phrase::new(
                "who",
                of(("meet", "do not meet"), wanted),
                format!("the condition “{kind}” (not known to this version)"),
            ));
        }
    };
    let whose = |noun: &str| format!("whose {noun}");
    if is_unfinished(entry, condition) {
        return wanted.then(|| Phrase::new(whose(entry.en), "is", "something not chosen yet"));
    }
    let values = condition.values.as_deref().unwrap_or_default();
    let is = |rest: String| Phrase::new(whose(entry.en), of(IS, wanted), rest);
    let who = |verb: Verb, rest: String| Phrase::new("who", of(verb, wanted), rest);
    Some(match entry.ask {
        Ask::Number | Ask::Money => number(entry, condition, words, wanted),
        Ask::Day => day(entry, condition, wanted)?,
        Ask::NextDay => is(match condition.next_days {
            Some(0) => "today".to_owned(),
            Some(1) => "today or tomorrow".to_owned(),
            Some(days) => format!("within the next {days} days"),
            None => dates(condition.from, condition.to),
        }),
        Ask::Words | Ask::WordsEqual | Ask::OneOf(_) | Ask::Language => match names_of(entry, values, false) {
            Some(names) => is(listed(names)),
            None if entry.fact == Fact::Word && how(entry, condition) == Match::Equals => {
                who(("came by searching for", "did not come by searching for"), quoted(values))
            }
            None => claim(entry.en, how(entry, condition), &quoted(values), wanted),
        },
        Ask::Named(kind) => {
            let names = names_of(entry, values, false).map_or_else(|| quoted(values), listed);
            match (how(entry, condition), kind) {
                (Match::Equals, "search") => who(CAME, format!("from a search on {names}")),
                (Match::Equals, "sns") => who(CAME, format!("from {names}")),
                (how, _) => claim(entry.en, how, &names, wanted),
            }
        }
        Ask::Domain => who(CAME, format!("from {}", listed(values.iter().map(|value| clean(&value.to_string()))))),
        Ask::Url => {
            let how = condition.matching.unwrap_or(Match::Contains);
            let noun = if how == Match::Equals { entry.en.to_owned() } else { format!("{} address", entry.en) };
            let mut said = claim(&noun, how, &quoted(values), wanted);
            said.rest.push_str(query(condition));
            said
        }
        Ask::Path => {
            let (verb, often) = count(condition, ("viewed", "did not view"), wanted);
            Phrase::new("who", verb, join([pages(condition).as_str(), often.as_str(), "in this visit"]))
        }
        Ask::Weekdays => who(("visit", "do not visit"), weekday_set(values)),
        Ask::Hours => who(("visit", "do not visit"), hour_set(values)),
        Ask::Months => is(month_set(values)),
        Ask::YesNo | Ask::Is(_) | Ask::First => yes_no(entry, (condition.value == Some(true)) == wanted),
        Ask::Product(field) => {
            let things = things(field, how(entry, condition), values, "a product", "the product");
            match entry.fact {
                Fact::Product => who(("are viewing", "are not viewing"), things),
                Fact::CartItems => who(HAVE, format!("{things} in the cart")),
                _ => claim(entry.en, how(entry, condition), &quoted(values), wanted),
            }
        }
        Ask::Log(what) => log(entry, what, condition, words, wanted),
        Ask::NextLog => coupons(entry, condition, wanted),
        Ask::Field => {
            let noun = format!("“{}” field", clean(condition.field.as_deref().unwrap_or_default()));
            let numbers = range(entry, condition, words);
            if values.is_empty() {
                Phrase::new(whose(&noun), of(IS, wanted), numbers)
            } else {
                let mut said = claim(&noun, how(entry, condition), &quoted(values), wanted);
                if !numbers.is_empty() {
                    said.rest.push_str(if wanted { " and is " } else { " or is not " });
                    said.rest.push_str(&numbers);
                }
                said
            }
        }
        Ask::Segments => {
            let names = segment_names(values, words.site);
            who(ARE, format!("in the segment {}", listed(names.iter().map(|name| format!("“{}”", clean(name))))))
        }
    })
}

/// How a number reads: the kind, its subject, the verb and its opposite, what stands before the number, and one and several of what is counted.
type Counted = (&'static str, &'static str, Verb, &'static str, (&'static str, &'static str));

const TIMES: (&str, &str) = ("time", "times");
const PLAIN: (&str, &str) = ("", "");

const NUMBERS: &[Counted] = &[
    ("traffic.visits", "who", ("have visited", "have not visited"), "", TIMES),
    ("traffic.page_views", "who", ("have viewed", "have not viewed"), "", ("page in this visit", "pages in this visit")),
    ("traffic.site_seconds", "who", ("have been", "have not been"), "on the site for", PLAIN),
    ("traffic.page_seconds", "who", ("have been", "have not been"), "on this page for", PLAIN),
    ("content.search_results", "whose last in-site search", ("found", "did not find"), "", ("result", "results")),
    ("product.viewing_price", "who", ("are viewing", "are not viewing"), "a product priced", PLAIN),
    ("cart.kinds", "who", HAVE, "", ("kind of goods in the cart", "kinds of goods in the cart")),
    ("cart.units", "who", HAVE, "", ("unit in the cart", "units in the cart")),
    ("cart.last_kinds", "whose last known cart", ("had", "did not have"), "", ("kind of goods", "kinds of goods")),
    ("cart.last_units", "whose last known cart", ("had", "did not have"), "", ("unit", "units")),
    ("purchase.orders", "who", ("have placed", "have not placed"), "", ("order", "orders")),
    ("purchase.spent", "who", ("have spent", "have not spent"), "", ("in total", "in total")),
    ("member.logins", "who", ("have logged in", "have not logged in"), "", TIMES),
    ("member.age", "who", ARE, "", ("year old", "years old")),
    ("benefit.points", "who", HAVE, "", ("point", "points")),
    ("behavior.scroll", "who", ("have scrolled", "have not scrolled"), "through", ("of the page", "of the page")),
    ("behavior.idle_seconds", "who", ("have been", "have not been"), "idle for", PLAIN),
];

fn number(entry: &Entry, condition: &Condition, words: Words<'_>, wanted: bool) -> Phrase {
    let ends = ends(condition);
    let Some((_, subject, verb, before, counted)) = NUMBERS.iter().find(|(kind, ..)| *kind == entry.kind) else {
        return Phrase::new(format!("whose {}", entry.en), of(IS, wanted), range(entry, condition, words));
    };
    if *counted == TIMES {
        return Phrase::new(*subject, of(*verb, wanted), often(&ends));
    }
    let (one, several) = *counted;
    // Of what is counted none is "no", not "exactly 0".
    let is_count = entry.ask == Ask::Number && !one.is_empty() && !["%", "세"].contains(&entry.unit.0);
    if let [(End::Equals, value)] = ends.as_slice()
        && is_count
        && wanted
        && value.to_string() == "0"
    {
        return Phrase::new(*subject, of(*verb, wanted), join([*before, "no", several]));
    }
    let is_one = ends.last().is_some_and(|(_, value)| value.to_string() == "1");
    let numbers = bounds(&ends, if is_count { "fewer than" } else { below(entry) }, |value| amount(entry, value, words));
    Phrase::new(*subject, of(*verb, wanted), join([*before, numbers.as_str(), if is_one { one } else { several }]))
}

/// A number with what it is of: money, seconds, %, px.
fn amount(entry: &Entry, value: &Scalar, words: Words<'_>) -> String {
    match (entry.ask, entry.unit.1) {
        (Ask::Money, _) => money(value, words),
        (_, "seconds") => seconds(value),
        (_, "%") => format!("{}%", grouped(value)),
        (_, "px") => format!("{} px", grouped(value)),
        _ => grouped(value),
    }
}

/// Time and shares are less than something, what is not counted is below it.
fn below(entry: &Entry) -> &'static str {
    if ["seconds", "%"].contains(&entry.unit.1) { "less than" } else { "below" }
}

fn range(entry: &Entry, condition: &Condition, words: Words<'_>) -> String {
    bounds(&ends(condition), below(entry), |value| amount(entry, value, words))
}

fn bounds(ends: &[(End, &Scalar)], below: &str, shown: impl Fn(&Scalar) -> String) -> String {
    let one = |(end, value): &(End, &Scalar)| {
        let value = shown(value);
        match end {
            End::Min => format!("at least {value}"),
            End::Above => format!("more than {value}"),
            End::Max => format!("at most {value}"),
            End::Below => format!("{below} {value}"),
            End::Equals => format!("exactly {value}"),
        }
    };
    ends.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// How often: at least once, exactly twice, at least 2 and at most 5 times.
fn often(ends: &[(End, &Scalar)]) -> String {
    let is_one = ends.last().is_some_and(|(_, value)| value.to_string() == "1");
    match ends {
        [(end, _)] if is_one => bounds(&[(*end, &Scalar::Text("once".to_owned()))], "fewer than", ToString::to_string),
        _ => format!("{} {}", bounds(ends, "fewer than", grouped), if is_one { "time" } else { "times" }),
    }
}

/// The verb for how often, and how often. Never is the verb's opposite.
fn count(condition: &Condition, verb: Verb, wanted: bool) -> (&'static str, String) {
    match times(condition) {
        Times::Never => (of(verb, !wanted), String::new()),
        Times::Once => (of(verb, wanted), String::new()),
        Times::Ends(ends) => (of(verb, wanted), often(&ends)),
    }
}

pub(super) fn seconds(value: &Scalar) -> String {
    let Some((hours, minutes, seconds)) = clock(value) else { return format!("{} seconds", grouped(value)) };
    let parts = [(hours, "hour"), (minutes, "minute"), (seconds, "second")];
    let one = |(number, unit): &(u64, &str)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" });
    let said: Vec<String> = parts.iter().filter(|(number, _)| *number > 0).map(one).collect();
    if said.is_empty() { "0 seconds".to_owned() } else { said.join(" ") }
}

/// What people call a day: the kind, the subject, the verb and its opposite.
const DAYS: &[(&str, &str, Verb)] = &[
    ("traffic.last_visit_day", "whose last visit", WAS),
    ("cart.last_added_day", "who", ("last added to the cart", "did not last add to the cart")),
    ("purchase.last_order_day", "whose last order", WAS),
    ("purchase.first_order_day", "whose first order", WAS),
    ("member.sign_up_day", "who", ("signed up", "did not sign up")),
    ("member.last_login_day", "whose last log-in", WAS),
];

fn day(entry: &Entry, condition: &Condition, wanted: bool) -> Option<Phrase> {
    let rest = when(&span(condition)?);
    Some(match DAYS.iter().find(|(kind, ..)| *kind == entry.kind) {
        Some((_, subject, verb)) => Phrase::new(*subject, of(*verb, wanted), rest),
        None => Phrase::new(format!("whose {}", entry.en), of(IS, wanted), rest),
    })
}

fn when(span: &Span) -> String {
    match span {
        Span::Visit => "in this visit".to_owned(),
        Span::Today => "today".to_owned(),
        Span::Within(1) => "today or yesterday".to_owned(),
        Span::Within(days) => format!("within the last {days} days"),
        Span::Beyond(0) => "before today".to_owned(),
        Span::Beyond(1) => "before yesterday".to_owned(),
        Span::Beyond(days) => format!("more than {days} days ago"),
        Span::Ago(1, 1) => "yesterday".to_owned(),
        Span::Ago(from, to) if from == to => format!("exactly {from} days ago"),
        Span::Ago(from, to) => format!("{from} to {to} days ago"),
        Span::Dates(from, to) => dates(*from, *to),
    }
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

pub(super) fn month(number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|place| MONTHS.get(place)).copied().unwrap_or("")
}

fn date(day: Day) -> String {
    let (year, number, day) = day.civil();
    format!("{} {day}, {year}", month(number))
}

fn dates(from: Option<Day>, to: Option<Day>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("on {}", date(from)),
        (Some(from), Some(to)) => format!("between {} and {}", date(from), date(to)),
        (Some(from), None) => format!("on or after {}", date(from)),
        (None, Some(to)) => format!("on or before {}", date(to)),
        (None, None) => String::new(),
    }
}

/// What a noun is, or what is in it.
fn claim(noun: &str, how: Match, values: &str, wanted: bool) -> Phrase {
    let subject = format!("whose {noun}");
    let (verb, before) = match how {
        Match::Equals => (IS, ""),
        Match::Contains => (("contains", "does not contain"), ""),
        Match::StartsWith => (("starts with", "does not start with"), ""),
        Match::Glob => (("matches", "does not match"), "the pattern "),
        Match::Regex => (("matches", "does not match"), "the regular expression "),
    };
    Phrase::new(subject, of(verb, wanted), format!("{before}{values}"))
}

const fn query(condition: &Condition) -> &'static str {
    match condition.query {
        Some(true) => " (query included)",
        Some(false) => " (query left out)",
        None => "",
    }
}

fn pages(condition: &Condition) -> String {
    let values = condition.values.as_deref().unwrap_or_default();
    let same = condition.same == Some(true);
    let query = query(condition);
    match condition.matching.unwrap_or(Match::Contains) {
        Match::Equals if same && values.len() > 1 => format!("one and the same page out of {}{query}", quoted(values)),
        Match::Equals => format!("the page {}{query}", quoted(values)),
        how => {
            let page = if same { "one and the same page" } else { "a page" };
            format!("{page} {}{query}", claim("address", how, &quoted(values), true).said())
        }
    }
}

/// The products that a condition means.
fn things(field: ProductField, how: Match, values: &[Scalar], a: &str, the: &str) -> String {
    let noun = match field {
        ProductField::Id => "id",
        ProductField::Name => "name",
        ProductField::Category => "category",
    };
    match (how, field) {
        (Match::Equals, ProductField::Category) => format!("{a} in the category {}", quoted(values)),
        (Match::Equals, _) if a != "a product" && values.len() > 1 => format!("{a} out of {}", quoted(values)),
        (Match::Equals, _) => format!("{the} {}", quoted(values)),
        _ => format!("{a} {}", claim(noun, how, &quoted(values), true).said()),
    }
}

fn log(entry: &Entry, what: What, condition: &Condition, words: Words<'_>, wanted: bool) -> Phrase {
    let values = condition.values.as_deref().unwrap_or_default();
    if what == What::Listed {
        return Phrase::new("who", of(ARE, wanted), format!("on the list {}", quoted(values)));
    }
    let same = condition.same == Some(true);
    let (a, the) = if same { ("one and the same product", "the product") } else { ("a product", "the product") };
    let how = how(entry, condition);
    let things = match what {
        What::SomeKeys if values.is_empty() => a.to_owned(),
        What::Labels => things(ProductField::Category, how, values, a, the),
        What::Priced => format!("{a} priced {}", prices(condition, words)),
        _ if entry.fact == Fact::BoughtNames => things(ProductField::Name, how, values, a, the),
        _ => things(ProductField::Id, how, values, a, the),
    };
    let message = if values.is_empty() { "a message".to_owned() } else { format!("the message {}", quoted(values)) };
    let (verb, object): (Verb, String) = match (entry.fact, what) {
        (Fact::Viewed, _) => (("viewed", "did not view"), things),
        (Fact::Bought | Fact::BoughtNames, _) => (("bought", "did not buy"), things),
        (Fact::Added, What::Everything) => (("added a product to the cart", "did not add a product to the cart"), String::new()),
        (Fact::Ordered, What::Everything) => (("ordered", "did not order"), String::new()),
        (Fact::Events, What::Fixed(key)) if key == SIGN_UP => (("signed up", "did not sign up"), String::new()),
        (Fact::Events, What::Fixed(key)) if key == CHECKOUT => (("reached the order form", "did not reach the order form"), String::new()),
        (Fact::Events, What::Events) => {
            (("triggered", "did not trigger"), format!("the event {}{}", quoted(values), property(entry, condition)))
        }
        (Fact::Messages, What::Marked(mark)) => match ACTS.iter().position(|act| *act == mark) {
            Some(0) => (("saw", "did not see"), message),
            Some(1) => (("clicked", "did not click"), message),
            Some(2) => (("closed", "did not close"), message),
            _ => (("ordered after", "did not order after"), message),
        },
        _ => {
            let which = if values.is_empty() { String::new() } else { format!(" {}", quoted(values)) };
            (("have on record", "do not have on record"), format!("“{}”{which}", entry.en))
        }
    };
    let (verb, often) = count(condition, verb, wanted);
    let when = span(condition).map_or_else(String::new, |span| when(&span));
    Phrase::new("who", verb, join([object.as_str(), often.as_str(), when.as_str()]))
}

/// (where plan is “pro”), of an event.
fn property(entry: &Entry, condition: &Condition) -> String {
    match (&condition.property, &condition.property_values) {
        (Some(name), Some(values)) => {
            let said = claim("", how(entry, condition), &quoted(values), true);
            format!(" (where {} {} {})", clean(name), said.verb, said.rest)
        }
        _ => String::new(),
    }
}

fn prices(condition: &Condition, words: Words<'_>) -> String {
    let ends: Vec<(End, &Scalar)> = match (&condition.price_min, &condition.price_max) {
        (Some(lo), Some(hi)) if lo.to_string() == hi.to_string() => vec![(End::Equals, lo)],
        (lo, hi) => [(End::Min, lo), (End::Max, hi)].into_iter().filter_map(|(end, value)| Some((end, value.as_ref()?))).collect(),
    };
    bounds(&ends, "below", |value| money(value, words))
}

fn coupons(entry: &Entry, condition: &Condition, wanted: bool) -> Phrase {
    let values = condition.values.as_deref().unwrap_or_default();
    let named = if values.is_empty() { String::new() } else { quoted(values) };
    let (positive, several, what) = match times(condition) {
        Times::Once if values.is_empty() => (wanted, false, format!("a {}", entry.en)),
        Times::Once => (wanted, false, format!("the {} {named}", entry.en)),
        Times::Never => (!wanted, false, join([format!("any {}", entry.en).as_str(), named.as_str()])),
        Times::Ends(ends) => {
            let is_one = ends.last().is_some_and(|(_, value)| value.to_string() == "1");
            let noun = if is_one { entry.en.to_owned() } else { format!("{}s", entry.en) };
            (wanted, !is_one, join([bounds(&ends, "fewer than", grouped).as_str(), noun.as_str(), named.as_str()]))
        }
    };
    let expiry = match condition.next_days {
        None => String::new(),
        Some(days) => {
            let verb = if several { "that expire" } else { "that expires" };
            match days {
                0 => format!("{verb} today"),
                1 => format!("{verb} today or tomorrow"),
                _ => format!("{verb} within the next {days} days"),
            }
        }
    };
    Phrase::new("who", of(HAVE, positive), join([what.as_str(), expiry.as_str()]))
}

/// What people say of a yes and of a no.
const YES_NO: &[(&str, Verb)] = &[
    ("traffic.first_visit", ("are on their first visit", "are returning")),
    ("source.direct", ("came directly", "did not come directly")),
    ("member.is_member", ("are members", "are not members")),
    ("member.signed_in", ("are signed in", "are not signed in")),
    ("consent.kakao_friend", ("are friends of the Kakao channel", "are not friends of the Kakao channel")),
    ("behavior.exit_intent", ("are about to leave the page", "are not about to leave the page")),
];

fn yes_no(entry: &Entry, yes: bool) -> Phrase {
    if let Some((_, verb)) = YES_NO.iter().find(|(kind, _)| *kind == entry.kind) {
        return Phrase::new("who", of(*verb, yes), "");
    }
    match entry.en.strip_prefix("consent to ") {
        Some(to_what) => Phrase::new("who", of(("agreed to", "did not agree to"), yes), to_what),
        None => Phrase::new("for whom", format!("“{}” {}", entry.en, of(("holds", "does not hold"), yes)), ""),
    }
}

fn how(entry: &Entry, condition: &Condition) -> Match {
    condition.matching.unwrap_or(match entry.ask {
        Ask::Words | Ask::Url | Ask::Path => Match::Contains,
        _ => Match::Equals,
    })
}

fn quoted(values: &[Scalar]) -> String {
    listed(values.iter().map(|value| format!("“{}”", clean(&value.to_string()))))
}

/// “A”, “B” or “C”; of many the first ones and how many others.
fn listed(values: impl IntoIterator<Item = String>) -> String {
    let (mut values, more) = shown(values.into_iter());
    if more > 0 {
        values.push(format!("{more} others"));
    }
    let last = values.pop().unwrap_or_default();
    if values.is_empty() { last } else { format!("{} or {last}", values.join(", ")) }
}

fn weekday_set(values: &[Scalar]) -> String {
    const NAMES: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
    let days = weekdays(values);
    match days.as_slice() {
        [0, 1, 2, 3, 4, 5, 6] => "on any day of the week".to_owned(),
        [0, 1, 2, 3, 4] => "on weekdays (Monday to Friday)".to_owned(),
        [5, 6] => "on weekends".to_owned(),
        _ => {
            let names: Vec<String> = days.iter().filter_map(|day| NAMES.get(*day)).map(|name| (*name).to_owned()).collect();
            match names.split_last() {
                Some((last, before)) if !before.is_empty() => format!("on {} or {last}", before.join(", ")),
                _ => format!("on {}", names.concat()),
            }
        }
    }
}

fn hour_set(values: &[Scalar]) -> String {
    let runs = runs(values, 0, 24);
    if runs.as_slice() == [(0, 23)] {
        return "at any hour".to_owned();
    }
    let texts = runs.iter().map(|(from, to)| format!("between {from:02}:00 and {to:02}:59"));
    texts.collect::<Vec<_>>().join(" or ")
}

fn month_set(values: &[Scalar]) -> String {
    let one = |(from, to): (u8, u8)| match (from, to) {
        (1, 12) => "any month".to_owned(),
        _ if from == to => month(from).to_owned(),
        _ => format!("{} to {}", month(from), month(to)),
    };
    runs(values, 1, 12).into_iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// Label and what is asked.
pub(super) fn short(condition: &Condition, words: Words<'_>) -> String {
    let entry = match row(condition) {
        Ok(entry) => entry,
        Err(kind) => return format!("“{kind}” (a condition not known to this version)"),
    };
    if is_unfinished(entry, condition) {
        return format!("{} (nothing chosen)", entry.en);
    }
    let values = condition.values.as_deref().unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    let how = how(entry, condition);
    let asked = |values: String| match how {
        Match::Equals => values,
        Match::Contains => format!("contains {values}"),
        Match::StartsWith => format!("starts with {values}"),
        Match::Glob => format!("matches the pattern {values}"),
        Match::Regex => format!("matches the regular expression {values}"),
    };
    match entry.ask {
        Ask::Weekdays => parts.push(weekday_set(values)),
        Ask::Hours => parts.push(hour_set(values)),
        Ask::Months => parts.push(month_set(values)),
        Ask::YesNo | Ask::Is(_) | Ask::First => {
            return format!("{}: {}", entry.en, if condition.value == Some(true) { "yes" } else { "no" });
        }
        Ask::Segments => parts.push(listed(segment_names(values, words.site).iter().map(|name| format!("“{}”", clean(name))))),
        Ask::Log(What::Events) => {
            parts.push(quoted(values));
            if let (Some(name), Some(values)) = (&condition.property, &condition.property_values) {
                parts.push(format!("{} {}", clean(name), asked(quoted(values))));
            }
        }
        _ => {
            if let Some(field) = &condition.field {
                parts.push(format!("“{}”", clean(field)));
            }
            match names_of(entry, values, false) {
                _ if values.is_empty() => {}
                Some(names) => parts.push(listed(names)),
                None => parts.push(asked(quoted(values))),
            }
        }
    }
    if condition.query.is_some() {
        parts.push(query(condition).trim_matches([' ', '(', ')']).to_owned());
    }
    if condition.price_min.is_some() || condition.price_max.is_some() {
        parts.push(prices(condition, words));
    }
    let numbers = if entry.unit.1 == "times" || entry.ask == Ask::Path { often(&ends(condition)) } else { range(entry, condition, words) };
    if !ends(condition).is_empty() {
        parts.push(numbers);
    }
    if condition.same == Some(true) {
        parts.push(if entry.ask == Ask::Path { "the same page" } else { "the same product" }.to_owned());
    }
    match condition.next_days {
        Some(0) => parts.push("today".to_owned()),
        Some(1) => parts.push("today or tomorrow".to_owned()),
        Some(days) => parts.push(format!("within the next {days} days")),
        None => {}
    }
    if let Some(span) = span(condition) {
        parts.push(when(&span));
    }
    if parts.is_empty() { entry.en.to_owned() } else { format!("{} {}", entry.en, parts.join(", ")) }
}
