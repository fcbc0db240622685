//! The ledger of consent: every word that was said about it is kept with its evidence; what holds is read from all of them.
//!
//! The rules (security.md, "Law, in the model"; Korea's Network Act, Art. 50): a refusal stops; only the person's own explicit consent that came
//! after lifts it, an import never does; a consent by day says nothing of the night. The words may come in any order, and twice: what
//! holds is the same (a property test).

use std::collections::BTreeMap;

use model::{
    codec::{Reader, Wire},
    time::EpochMs,
};
use serde::{Deserialize, Serialize};

use crate::contact::Kind;

/// Most characters of what was shown when somebody consented.
pub const WORDING_CHARS_MAX: usize = 2_000;
/// Most characters of where.
pub const PLACE_CHARS_MAX: usize = 300;
/// 2000-01-01: before it a time is in the wrong unit.
const AT_MIN: EpochMs = EpochMs(946_684_800_000);
/// A shop's clock may be off a little.
const FUTURE_MS: i64 = 5 * 60_000;
/// A consent's may not: said to be later than a refusal that comes meanwhile, it would lift it.
const GRANT_FUTURE_MS: i64 = 2_000;
/// Most words kept of one person. Beyond it the oldest that decide nothing go.
pub const WORDS_MAX: usize = 500;

/// How somebody is reached. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Channel {
    /// SMS, LMS, MMS.
    Sms = 0,
    /// Messages of the Kakao channel.
    Kakao = 1,
    /// E-mail.
    Email = 2,
    /// App and web push.
    Push = 3,
}

/// What is consented to. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Purpose {
    /// Advertising by day (08:00 to 21:00).
    Advertising = 0,
    /// Advertising at night: a consent of its own.
    NightAdvertising = 1,
    /// The use of one's data for marketing, whatever is sent; it has no channel.
    MarketingUse = 2,
    /// Handing data to another company.
    ThirdParty = 3,
    /// Handing it abroad.
    CrossBorder = 4,
}

/// Who brought a word. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Source {
    /// The person, on a page of ours or by a signed link.
    Person = 0,
    /// The shop's server, for the person, when they said it (a sign-up form).
    Shop = 1,
    /// A provider: a call to 080, an answer to a message, a block.
    Provider = 2,
    /// Somebody's list of what was once said.
    Import = 3,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Yes.
    Granted,
    /// No.
    Refused,
}

/// One word with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// When it was said.
    pub at: EpochMs,
    /// By which way somebody is reached; none: all of them, or none in particular.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// To what.
    pub purpose: Purpose,
    /// Yes or no.
    pub said: Said,
    /// By whom it came.
    pub source: Source,
    /// The text that the person saw.
    #[serde(default)]
    pub wording: String,
    /// Where: a page's address, a form's name, a number that was called.
    #[serde(default)]
    pub place: String,
    /// A guardian said it, for somebody under 14.
    #[serde(default)]
    pub guardian: bool,
}

/// Why a word is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Before 2000, or not said yet.
    At,
    /// The text is too long, or there is none where a shop says that somebody consented.
    Wording,
    /// Too long.
    Place,
}

impl Flaw {
    /// The field, and what to do.
    #[must_use]
    pub const fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::At => ("at", "Give the time when it was said: after the year 2000, not later than now."),
            Self::Wording => (
                "wording",
                "Give the text that the person saw and agreed to, of at most 2,000 characters: without it a consent proves nothing.",
            ),
            Self::Place => ("place", "Give where it was said (a page, a form) in at most 300 characters."),
        }
    }
}

impl Word {
    /// Whether it can be taken now.
    ///
    /// # Errors
    /// [`Flaw`].
    pub fn check(&self, now: EpochMs) -> Result<(), Flaw> {
        let future_ms = if self.said == Said::Granted { GRANT_FUTURE_MS } else { FUTURE_MS };
        if self.at < AT_MIN || self.at.0 > now.0.saturating_add(future_ms) {
            return Err(Flaw::At);
        }
        let needs_wording = self.said == Said::Granted && matches!(self.source, Source::Person | Source::Shop);
        if self.wording.chars().count() > WORDING_CHARS_MAX || needs_wording && self.wording.trim().is_empty() {
            return Err(Flaw::Wording);
        }
        if self.place.chars().count() > PLACE_CHARS_MAX { Err(Flaw::Place) } else { Ok(()) }
    }
}

/// What holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds<'a> {
    /// Nobody has said anything: nothing is allowed.
    Unsaid,
    /// Granted, by this word.
    Granted(&'a Word),
    /// Refused, by this word.
    Refused(&'a Word),
}

impl Holds<'_> {
    /// True when it is granted.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted(_))
    }
}

/// What became of a word that a ledger took.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Taken {
    /// It was not there before.
    pub is_new: bool,
    /// The word that went for it: there were [`WORDS_MAX`].
    pub gone: Option<Word>,
}

/// All words about one person's consent.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ledger {
    /// In the order of time; of one moment in an order that is always the same.
    words: Vec<Word>,
}

impl Ledger {
    /// The words, in the order of time.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Takes a word. One that is there already changes nothing.
    pub fn take(&mut self, word: Word) -> Taken {
        let Err(place) = self.words.binary_search(&word) else { return Taken::default() };
        self.words.insert(place, word);
        let mut taken = Taken { is_new: true, gone: None };
        if self.words.len() > WORDS_MAX {
            let deciding: Vec<Word> = self.deciding().into_iter().cloned().collect();
            let oldest = self.words.iter().position(|word| !deciding.contains(word));
            taken.gone = oldest.map(|oldest| self.words.remove(oldest));
        }
        taken
    }

    /// What decides about a contact, without the evidence, which stays where it was said: what a contact's home is told of its holder.
    /// Of records put together, what holds is as of the whole records put together (a property test).
    #[must_use]
    pub fn of_contact(&self, kind: Kind) -> Self {
        let is_about = |word: &&Word| word.channel.is_none_or(|channel| kind.carries(channel));
        let about = Self { words: self.words.iter().filter(is_about).cloned().collect() };
        let mut core = Self::default();
        for word in about.deciding() {
            core.take(Word { wording: String::new(), place: String::new(), ..word.clone() });
        }
        core
    }

    /// The newest refusal of each purpose and channel, lifted or not: what stays when a record goes. Without it, a list that comes later
    /// could allow what the person had refused.
    #[must_use]
    pub fn refusals(&self) -> BTreeMap<(Purpose, Option<Channel>), EpochMs> {
        // In the order of time: the last one stays.
        self.words.iter().filter(|word| word.said == Said::Refused).map(|word| ((word.purpose, word.channel), word.at)).collect()
    }

    /// Takes in what another record of the same person has.
    pub fn merge(&mut self, other: &Self) {
        for word in &other.words {
            self.take(word.clone());
        }
    }

    /// What holds for a purpose by a channel. A word without a channel is about every one.
    #[must_use]
    pub fn holds(&self, purpose: Purpose, channel: Option<Channel>) -> Holds<'_> {
        let about = |word: &&Word| word.purpose == purpose && (word.channel.is_none() || channel.is_none() || word.channel == channel);
        let newest = |said: Said, counts: &dyn Fn(&Word) -> bool| {
            self.words.iter().filter(about).filter(|word| word.said == said && counts(word)).max_by_key(|word| word.at)
        };
        let refused = newest(Said::Refused, &|_| true);
        let explicit = newest(Said::Granted, &|word| word.source != Source::Import);
        match (refused, explicit) {
            // At the same moment the refusal holds.
            (Some(no), Some(yes)) if yes.at > no.at => Holds::Granted(yes),
            (Some(no), _) => Holds::Refused(no),
            (None, Some(yes)) => Holds::Granted(yes),
            (None, None) => newest(Said::Granted, &|_| true).map_or(Holds::Unsaid, Holds::Granted),
        }
    }

    /// Whether advertising may be sent by a channel, by day or at night: at night both consents are needed, but for e-mail, to which the
    /// night's rule does not apply.
    #[must_use]
    pub fn may_advertise(&self, channel: Channel, at_night: bool) -> bool {
        let day = self.holds(Purpose::Advertising, Some(channel)).is_granted();
        day && (!at_night || channel == Channel::Email || self.holds(Purpose::NightAdvertising, Some(channel)).is_granted())
    }

    /// The words on which what holds depends now.
    fn deciding(&self) -> Vec<&Word> {
        let purposes = [Purpose::Advertising, Purpose::NightAdvertising, Purpose::MarketingUse, Purpose::ThirdParty, Purpose::CrossBorder];
        let channels = [None, Some(Channel::Sms), Some(Channel::Kakao), Some(Channel::Email), Some(Channel::Push)];
        let mut deciding: Vec<&Word> = Vec::new();
        for purpose in purposes {
            for channel in channels {
                if let Holds::Granted(word) | Holds::Refused(word) = self.holds(purpose, channel) {
                    deciding.push(word);
                }
                // A refusal that was lifted still keeps imports from counting.
                let about = |word: &&Word| word.purpose == purpose && word.channel == channel && word.said == Said::Refused;
                deciding.extend(self.words.iter().filter(about).max_by_key(|word| word.at));
            }
        }
        deciding
    }
}

macro_rules! numbered {
    ($($name:ident { $first:ident $(, $variant:ident)* })*) => {
        $(model::wire!(enum $name { $first $(, $variant)* });)*
    };
}

numbered! {
    Channel { Sms, Kakao, Email, Push }
    Purpose { Advertising, NightAdvertising, MarketingUse, ThirdParty, CrossBorder }
    Source { Person, Shop, Provider, Import }
    Said { Granted, Refused }
}
model::wire!(struct Word { at, channel, purpose, said, source, wording, place, guardian });

impl Wire for Ledger {
    fn put(&self, out: &mut Vec<u8>) {
        self.words.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let mut words: Vec<Word> = from.take();
        words.sort();
        words.dedup();
        Self { words }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(at: i64, said: Said, source: Source) -> Word {
        Word {
            at: EpochMs(at),
            channel: Some(Channel::Sms),
            purpose: Purpose::Advertising,
            said,
            source,
            wording: "광고 문자 수신에 동의합니다".into(),
            place: "/join".into(),
            guardian: false,
        }
    }

    fn ledger(words: impl IntoIterator<Item = Word>) -> Ledger {
        let mut ledger = Ledger::default();
        for word in words {
            ledger.take(word);
        }
        ledger
    }

    #[test]
    fn what_holds() {
        use Said::{Granted, Refused};
        use Source::{Import, Person, Provider, Shop};
        for (description, words, granted) in [
            ("nobody said anything", vec![], false),
            ("consented", vec![word(1, Granted, Person)], true),
            ("once consented, by a list", vec![word(1, Granted, Import)], true),
            ("called 080 after that", vec![word(1, Granted, Person), word(2, Refused, Provider)], false),
            ("consented again", vec![word(1, Granted, Person), word(2, Refused, Provider), word(3, Granted, Person)], true),
            ("a list of later date lifts nothing", vec![word(2, Refused, Provider), word(9, Granted, Import)], false),
            ("nor one of earlier date", vec![word(2, Refused, Person), word(1, Granted, Import)], false),
            ("the shop's form does", vec![word(2, Refused, Person), word(3, Granted, Shop)], true),
            ("a list's refusal stops", vec![word(1, Granted, Person), word(2, Refused, Import)], false),
            ("a list's old refusal does not", vec![word(3, Granted, Person), word(2, Refused, Import)], true),
            ("at the same moment the refusal holds", vec![word(2, Granted, Person), word(2, Refused, Person)], false),
        ] {
            assert_eq!(ledger(words.clone()).may_advertise(Channel::Sms, false), granted, "{description}");
            assert_eq!(ledger(words.into_iter().rev()).may_advertise(Channel::Sms, false), granted, "{description}, in the other order");
        }
    }

    #[test]
    fn channels_and_the_night() {
        let night = Word { purpose: Purpose::NightAdvertising, ..word(2, Said::Granted, Source::Person) };
        let day = ledger([word(1, Said::Granted, Source::Person)]);
        assert_eq!([day.may_advertise(Channel::Sms, false), day.may_advertise(Channel::Sms, true)], [true, false]);
        assert!(!day.may_advertise(Channel::Kakao, false), "another channel");
        let both = ledger([word(1, Said::Granted, Source::Person), night.clone()]);
        assert!(both.may_advertise(Channel::Sms, true));
        assert!(!ledger([night]).may_advertise(Channel::Sms, true), "the night alone allows nothing");
        let email = ledger([Word { channel: Some(Channel::Email), ..word(1, Said::Granted, Source::Person) }]);
        assert!(email.may_advertise(Channel::Email, true), "the night's rule does not apply to e-mail");
        let all = ledger([Word { channel: None, ..word(3, Said::Refused, Source::Person) }, word(1, Said::Granted, Source::Person)]);
        assert!(!all.may_advertise(Channel::Sms, false), "refused everywhere");
    }

    #[test]
    fn evidence_is_kept_of_what_decides() {
        let mut ledger = ledger([word(0, Said::Refused, Source::Provider)]);
        for at in 1..2_000 {
            ledger.take(Word { channel: Some(Channel::Kakao), ..word(at, Said::Granted, Source::Person) });
        }
        assert_eq!(ledger.words().len(), WORDS_MAX);
        assert!(matches!(ledger.holds(Purpose::Advertising, Some(Channel::Sms)), Holds::Refused(word) if word.at == EpochMs(0)));
    }

    fn words() -> impl Strategy<Value = Vec<Word>> {
        let one = (0_i64..8, 0_usize..5, 0_usize..2, 0_usize..4, any::<bool>()).prop_map(|(at, channel, purpose, source, yes)| {
            let channel = [None, Some(Channel::Sms), Some(Channel::Kakao), Some(Channel::Email), Some(Channel::Push)][channel];
            let purpose = [Purpose::Advertising, Purpose::NightAdvertising][purpose];
            let source = [Source::Person, Source::Shop, Source::Provider, Source::Import][source];
            let said = if yes { Said::Granted } else { Said::Refused };
            Word { channel, purpose, ..word(at, said, source) }
        });
        proptest::collection::vec(one, 0..30)
    }

    proptest! {
        /// Words in any order, repeated, by way of two records that are merged, stored and read again: what holds is the same.
        #[test]
        fn order_repeats_and_merges_cannot_be_told(words in words(), cut in any::<proptest::sample::Index>()) {
            let whole = ledger(words.clone());
            let (first, second) = words.split_at(cut.index(words.len() + 1));
            let mut merged = ledger(second.iter().rev().cloned());
            merged.merge(&ledger(first.iter().cloned()));
            merged.merge(&whole);
            prop_assert_eq!(&merged, &whole);
            prop_assert_eq!(model::wire::read::<Ledger>(&model::wire::written(&whole)), Ok(whole));
        }

        /// A contact's home knows of each holder what decides, and no more; and when a holder goes, what was refused.
        #[test]
        fn what_decides_is_enough(words in words(), cut in any::<proptest::sample::Index>()) {
            let (first, second) = words.split_at(cut.index(words.len() + 1));
            let (first, second) = (ledger(first.iter().cloned()), ledger(second.iter().cloned()));
            for (kind, channels) in [(Kind::Phone, &[Channel::Sms, Channel::Kakao][..]), (Kind::Email, &[Channel::Email])] {
                let (mut whole, mut told) = (first.clone(), first.of_contact(kind));
                whole.merge(&second);
                told.merge(&second.of_contact(kind));
                for channel in channels {
                    for purpose in [Purpose::Advertising, Purpose::NightAdvertising] {
                        let without_evidence = |holds: Holds<'_>| match holds {
                            Holds::Unsaid => (0, EpochMs(0)),
                            Holds::Granted(word) => (1, word.at),
                            Holds::Refused(word) => (2, word.at),
                        };
                        prop_assert_eq!(without_evidence(told.holds(purpose, Some(*channel))), without_evidence(whole.holds(purpose, Some(*channel))));
                    }
                }
                let mut left = Ledger::default();
                for ((purpose, channel), at) in first.of_contact(kind).refusals() {
                    left.take(Word { channel, purpose, ..word(at.0, Said::Refused, Source::Person) });
                    left.take(Word { channel, purpose, ..word(99, Said::Granted, Source::Import) });
                    for channel in channels.iter().filter(|own| channel.is_none_or(|channel| channel == **own)) {
                        prop_assert!(!left.holds(purpose, Some(*channel)).is_granted(), "a list lifts nothing of who is gone");
                    }
                }
            }
        }

        /// A refusal that is newer than every explicit consent stops, whatever lists say.
        #[test]
        fn an_import_never_lifts_a_refusal(words in words(), at in 0_i64..20) {
            let mut ledger = ledger(words.into_iter().filter(|word| word.source == Source::Import || word.at.0 < 8));
            ledger.take(word(8, Said::Refused, Source::Person));
            ledger.take(word(at, Said::Granted, Source::Import));
            prop_assert!(!ledger.may_advertise(Channel::Sms, false));
        }
    }
}
