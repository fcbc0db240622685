//! Whether a message may leave now, to one person, by law: a pure gate, asked at the moment of leaving (the permit).
//!
//! It goes by **purpose**: information (an order's notice) is held back by nothing here; any advertising content makes a message advertising,
//! whatever it is sent as. What the rules are, and from where, is [`RULES`]: a number that changes is one edit. The product says "confirm with
//! counsel" where it shows them.

use model::time::{EpochMs, Zone};

use crate::consent::{Channel, Holds, Ledger, Purpose, Word};

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// The numbers of the law and of channels, each with where it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Minutes of the recipient's day between which advertising needs no consent of its own for the night. Network Act, Art. 50(3): 21:00–08:00.
    pub day: (u16, u16),
    /// What leaves so many minutes before the day's end may arrive after it: a margin of ours, since the rule is about arrival.
    pub margin_min: u16,
    /// Minutes of the day in which Kakao takes brand messages (operator guide: 08:00–20:50).
    pub brand: (u16, u16),
    /// A list of refusals that was entered by hand is to be fresh (080 numbers from elsewhere: "should be refreshed daily").
    pub list_ms: i64,
    /// How long somebody who bought counts as a customer, where a shop uses that exemption. Network Act, Art. 50(1)1, decree Art. 61: six months, of which this is the least.
    pub customer_days: i64,
}

/// See [`Rules`].
pub const RULES: Rules =
    Rules { day: (8 * 60, 21 * 60), margin_min: 10, brand: (8 * 60, 20 * 60 + 50), list_ms: 24 * HOUR_MS, customer_days: 180 };

/// What sort of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// SMS, LMS, MMS. When the list of refusals of its opt-out number was last told; `None` where the provider tells each refusal itself.
    Text {
        list_at: Option<EpochMs>,
    },
    /// Kakao's information message: no advertising.
    Alimtalk,
    /// Kakao's brand message to friends of the channel, who are not asked for a consent of their own; refusals are honoured.
    BrandFriends,
    /// A brand message to members who consented.
    BrandMembers,
    Email,
    Push,
}

impl Form {
    /// By which consent it goes.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Text { .. } => Channel::Sms,
            Self::Alimtalk | Self::BrandFriends | Self::BrandMembers => Channel::Kakao,
            Self::Email => Channel::Email,
            Self::Push => Channel::Push,
        }
    }

    const fn is_brand(self) -> bool {
        matches!(self, Self::BrandFriends | Self::BrandMembers)
    }
}

/// Who it is for.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub consent: &'a Ledger,
    /// Only a guardian's consent counts.
    pub is_under_14: bool,
    /// When they last bought goods of the same kind; `None` too where the shop does not use that exemption (it does not unless it says so).
    pub bought_at: Option<EpochMs>,
}

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    May,
    /// Not at this hour; from then on, if all else still holds.
    Wait(EpochMs),
    Not(Why),
}

/// Why it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody has consented.
    Unsaid,
    /// The person has refused.
    Refused,
    /// Under 14, and no guardian has consented.
    Guardian,
    /// Alimtalk carries information only.
    InformationOnly,
    /// The opt-out number's list of refusals is older than a day: somebody on it may not be known.
    StaleList,
}

/// Whether it may leave now. `zone` is the recipient's.
#[must_use]
pub fn gate(form: Form, is_advertising: bool, person: &Person<'_>, now: EpochMs, zone: &Zone) -> Verdict {
    if !is_advertising {
        return if form.is_brand() { within(RULES.brand, now, zone) } else { Verdict::May };
    }
    if form == Form::Alimtalk {
        return Verdict::Not(Why::InformationOnly);
    }
    if matches!(form, Form::Text { list_at: Some(at) } if now.0.saturating_sub(at.0) > RULES.list_ms) {
        return Verdict::Not(Why::StaleList);
    }
    if let Err(why) = agreed(form, person, now) {
        return Verdict::Not(why);
    }
    if form.is_brand() {
        return within(RULES.brand, now, zone);
    }
    let by_night = person.consent.holds(Purpose::NightAdvertising, Some(form.channel()));
    if form == Form::Email || consents(by_night, person) {
        return Verdict::May;
    }
    within((RULES.day.0, RULES.day.1 - RULES.margin_min), now, zone)
}

fn consents(holds: Holds<'_>, person: &Person<'_>) -> bool {
    let counts = |word: &Word| !person.is_under_14 || word.guardian;
    matches!(holds, Holds::Granted(word) if counts(word))
}

fn agreed(form: Form, person: &Person<'_>, now: EpochMs) -> Result<(), Why> {
    let holds = person.consent.holds(Purpose::Advertising, Some(form.channel()));
    let is_customer = person.bought_at.is_some_and(|at| (0..=RULES.customer_days * DAY_MS).contains(&now.0.saturating_sub(at.0)));
    match holds {
        Holds::Refused(_) => Err(Why::Refused),
        Holds::Granted(_) if consents(holds, person) => Ok(()),
        Holds::Granted(_) => Err(Why::Guardian),
        Holds::Unsaid if is_customer || form == Form::BrandFriends => Ok(()),
        Holds::Unsaid => Err(Why::Unsaid),
    }
}

/// From the first of these minutes of the day, up to before the second.
fn within((from, to): (u16, u16), now: EpochMs, zone: &Zone) -> Verdict {
    if (from..to).contains(&zone.minute(now)) {
        return Verdict::May;
    }
    // A change of the offset comes before some mornings: look again there.
    let mut at = zone.next_minute(now, u32::from(from));
    for _ in 0..4 {
        if (from..to).contains(&zone.minute(at)) {
            break;
        }
        at = zone.next_minute(at, u32::from(from));
    }
    Verdict::Wait(at)
}

#[cfg(test)]
mod tests {
    use model::time::Day;
    use proptest::prelude::*;

    use super::*;
    use crate::consent::{Said, Source};

    /// Seoul.
    const EAST_S: i32 = 9 * 3600;

    fn at(hour: i64, minute: i64, second: i64) -> EpochMs {
        let midnight = Zone::fixed(EAST_S).start_of(Day(20_000));
        EpochMs(midnight.0 + ((hour * 60 + minute) * 60 + second) * 1000)
    }

    fn word(purpose: Purpose, said: Said) -> Word {
        let (wording, place) = (String::from("동의"), String::new());
        Word { at: EpochMs(1_600_000_000_000), channel: None, purpose, said, source: Source::Person, wording, place, guardian: false }
    }

    fn ledger(words: &[(Purpose, Said)]) -> Ledger {
        let mut ledger = Ledger::default();
        for (purpose, said) in words {
            ledger.take(word(*purpose, *said));
        }
        ledger
    }

    const fn person(consent: &Ledger) -> Person<'_> {
        Person { consent, is_under_14: false, bought_at: None }
    }

    const TEXT: Form = Form::Text { list_at: None };
    const FORMS: [Form; 6] = [TEXT, Form::Alimtalk, Form::BrandFriends, Form::BrandMembers, Form::Email, Form::Push];

    /// Each boundary to the second: form, consent for the night too, moment, verdict.
    #[test]
    fn hours() {
        let day = ledger(&[(Purpose::Advertising, Said::Granted)]);
        let night = ledger(&[(Purpose::Advertising, Said::Granted), (Purpose::NightAdvertising, Said::Granted)]);
        let morning = |days: i64| Verdict::Wait(EpochMs(at(8, 0, 0).0 + days * DAY_MS));
        for (form, consent, (hour, minute, second), verdict) in [
            (TEXT, &day, (7, 59, 59), morning(0)),
            (TEXT, &day, (8, 0, 0), Verdict::May),
            (TEXT, &day, (20, 49, 59), Verdict::May),
            (TEXT, &day, (20, 50, 0), morning(1)),
            (TEXT, &day, (21, 0, 0), morning(1)),
            (TEXT, &day, (23, 59, 59), morning(1)),
            (TEXT, &day, (0, 0, 0), morning(0)),
            (TEXT, &night, (3, 0, 0), Verdict::May),
            (TEXT, &night, (20, 59, 59), Verdict::May),
            (Form::Push, &day, (20, 50, 0), morning(1)),
            (Form::Push, &night, (21, 0, 0), Verdict::May),
            (Form::Email, &day, (3, 0, 0), Verdict::May),
            (Form::BrandMembers, &day, (7, 59, 59), morning(0)),
            (Form::BrandMembers, &day, (8, 0, 0), Verdict::May),
            (Form::BrandMembers, &day, (20, 49, 59), Verdict::May),
            (Form::BrandMembers, &day, (20, 50, 0), morning(1)),
            // Kakao's window is its own: no consent opens it.
            (Form::BrandMembers, &night, (20, 50, 0), morning(1)),
            (Form::BrandFriends, &night, (7, 59, 59), morning(0)),
        ] {
            let found = gate(form, true, &person(consent), at(hour, minute, second), &Zone::fixed(EAST_S));
            assert_eq!(found, verdict, "{form:?} at {hour}:{minute}:{second}");
        }
    }

    #[test]
    fn consents_and_refusals() {
        let none = Ledger::default();
        let yes = ledger(&[(Purpose::Advertising, Said::Granted)]);
        let no = ledger(&[(Purpose::Advertising, Said::Refused)]);
        let noon = at(12, 0, 0);
        let bought = |days: i64| Some(EpochMs(noon.0 - days * DAY_MS));
        let of = |consent, is_under_14, bought_at| Person { consent, is_under_14, bought_at };
        for (form, person, verdict) in [
            (TEXT, of(&none, false, None), Verdict::Not(Why::Unsaid)),
            (TEXT, of(&yes, false, None), Verdict::May),
            (TEXT, of(&no, false, None), Verdict::Not(Why::Refused)),
            (TEXT, of(&none, false, bought(180)), Verdict::May),
            (TEXT, of(&none, false, bought(181)), Verdict::Not(Why::Unsaid)),
            (TEXT, of(&none, false, bought(-1)), Verdict::Not(Why::Unsaid)),
            (TEXT, of(&no, false, bought(1)), Verdict::Not(Why::Refused)),
            (TEXT, of(&yes, true, None), Verdict::Not(Why::Guardian)),
            (Form::BrandFriends, of(&none, false, None), Verdict::May),
            (Form::BrandFriends, of(&no, false, None), Verdict::Not(Why::Refused)),
            (Form::BrandMembers, of(&none, false, None), Verdict::Not(Why::Unsaid)),
            (Form::Alimtalk, of(&yes, false, None), Verdict::Not(Why::InformationOnly)),
            (Form::Text { list_at: Some(EpochMs(noon.0 - DAY_MS)) }, of(&yes, false, None), Verdict::May),
            (Form::Text { list_at: Some(EpochMs(noon.0 - DAY_MS - 1)) }, of(&yes, false, None), Verdict::Not(Why::StaleList)),
        ] {
            assert_eq!(gate(form, true, &person, noon, &Zone::fixed(EAST_S)), verdict, "{form:?} {person:?}");
        }
        let mut guardian = Ledger::default();
        guardian.take(Word { guardian: true, ..word(Purpose::Advertising, Said::Granted) });
        assert_eq!(gate(TEXT, true, &of(&guardian, true, None), noon, &Zone::fixed(EAST_S)), Verdict::May);
        // A grown-up's word for the night is none for a child's.
        let mut child = guardian.clone();
        child.take(word(Purpose::NightAdvertising, Said::Granted));
        assert!(matches!(gate(TEXT, true, &of(&child, true, None), at(22, 0, 0), &Zone::fixed(EAST_S)), Verdict::Wait(_)));
    }

    proptest! {
        /// An order's notice is held back by nothing but Kakao's hours for brand messages; advertising that may leave has a reason to.
        #[test]
        fn laws(granted in any::<[Option<bool>; 2]>(), minute in 0_i64..2_880, form in 0_usize..6, east in -12_i32..=14) {
            let said = |yes: bool| if yes { Said::Granted } else { Said::Refused };
            let words = [Purpose::Advertising, Purpose::NightAdvertising].into_iter().zip(granted);
            let words: Vec<_> = words.filter_map(|(purpose, yes)| Some((purpose, said(yes?)))).collect();
            let consent = ledger(&words);
            let (zone, now) = (Zone::fixed(east * 3600), at(0, minute, 0));
            let form = *FORMS.get(form).unwrap_or(&TEXT);
            let told = gate(form, false, &person(&consent), now, &zone);
            prop_assert!(told == Verdict::May || form.is_brand() && matches!(told, Verdict::Wait(_)));
            match gate(form, true, &person(&consent), now, &zone) {
                Verdict::May => {
                    prop_assert!(consent.may_advertise(form.channel(), false) || form == Form::BrandFriends && granted[0].is_none());
                    let is_night = !(8 * 60..21 * 60).contains(&zone.minute(now));
                    prop_assert!(!is_night || consent.may_advertise(form.channel(), true));
                }
                // Whoever waits till then may go, and waits less than a day.
                Verdict::Wait(until) => {
                    prop_assert!(until > now && until.0 - now.0 < DAY_MS);
                    prop_assert_eq!(gate(form, true, &person(&consent), until, &zone), Verdict::May);
                }
                Verdict::Not(_) => {}
            }
        }
    }
}
