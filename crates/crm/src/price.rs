//! What messages cost: by kind, in won, VAT apart; what a run costs at most, and whether what is left suffices.
//!
//! Prices are the shop's own to say, since companies agree on them with each shop. Until it does, those hold that a company has published
//! ([`published`]). What is not known costs nobody-knows-what: it is never taken for nothing.

use model::money::Micros;
use serde::{Deserialize, Serialize};

use crate::provider::{Content, Provider};
use crate::text;

/// As what a message is paid for. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    Sms = 0,
    Lms = 1,
    Mms = 2,
    Alimtalk = 3,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Sms, Self::Lms, Self::Mms, Self::Alimtalk];

    /// As what this is paid for.
    #[must_use]
    pub const fn of(content: &Content) -> Self {
        match content {
            Content::Text { kind: text::Kind::Sms, .. } => Self::Sms,
            Content::Text { kind: text::Kind::Lms, .. } => Self::Lms,
            Content::Text { kind: text::Kind::Mms, .. } => Self::Mms,
            Content::Alimtalk { .. } => Self::Alimtalk,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Lms => "lms",
            Self::Mms => "mms",
            Self::Alimtalk => "alimtalk",
        }
    }

    /// The one of that number.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }
}

/// What one message of each kind costs, in won without VAT. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    #[serde(default)]
    pub sms: Option<Micros>,
    #[serde(default)]
    pub lms: Option<Micros>,
    #[serde(default)]
    pub mms: Option<Micros>,
    #[serde(default)]
    pub alimtalk: Option<Micros>,
}

/// Most that one message may be said to cost: what is above it was written in another unit.
pub const PRICE_MAX: Micros = Micros(10_000_000_000);

impl Prices {
    #[must_use]
    pub const fn of(&self, kind: Kind) -> Option<Micros> {
        match kind {
            Kind::Sms => self.sms,
            Kind::Lms => self.lms,
            Kind::Mms => self.mms,
            Kind::Alimtalk => self.alimtalk,
        }
    }

    /// These, and others where they say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            sms: self.sms.or(other.sms),
            lms: self.lms.or(other.lms),
            mms: self.mms.or(other.mms),
            alimtalk: self.alimtalk.or(other.alimtalk),
        }
    }

    /// What is said to cost more than [`PRICE_MAX`].
    #[must_use]
    pub fn too_high(&self) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| self.of(*kind).is_some_and(|price| price > PRICE_MAX))
    }
}

/// What a company asks of whoever has agreed on nothing else with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    pub prices: Prices,
    /// Where that is from; empty: it has published none that could be had.
    pub source: &'static str,
}

/// See [`Published`].
#[must_use]
pub const fn published(provider: Provider) -> Published {
    const fn won(units: i64) -> Option<Micros> {
        Some(Micros(units * 1_000_000))
    }
    match provider {
        Provider::Solapi => Published {
            prices: Prices { sms: won(20), lms: won(50), mms: won(200), alimtalk: won(19) },
            source: "https://solapi.com/developers/api/pricing-getMessagePriceDefault (the example for country 82, 2026-03-14)",
        },
        // Its prices are behind a page that is made by a script: to be entered from the contract.
        Provider::Nhn => Published { prices: Prices { sms: None, lms: None, mms: None, alimtalk: None }, source: "" },
    }
}

/// What so many of each kind cost; `None` where the price of one of them is not known.
#[must_use]
pub fn sum(counts: &[(Kind, u32)], prices: &Prices) -> Option<Micros> {
    counts.iter().filter(|(_, count)| *count > 0).try_fold(Micros(0), |sum, (kind, count)| {
        let cost = prices.of(*kind)?.times(*count)?;
        sum.0.checked_add(cost.0).map(Micros)
    })
}

/// What the dearest of these costs, since nobody knows before which message comes out long; `None` where the price of one is not known.
#[must_use]
pub fn dearest(kinds: &[(Kind, u32)], prices: &Prices) -> Option<Micros> {
    let mut met = kinds.iter().filter(|(_, count)| *count > 0);
    met.try_fold(Micros(0), |most, (kind, _)| Some(most.max(prices.of(*kind)?)))
}

/// Whether what is left pays for it; `None` where one of them is not known.
#[must_use]
pub fn suffices(needs: Option<Micros>, has: Option<Micros>) -> Option<bool> {
    Some(has? >= needs?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn won(text: &str) -> Option<Micros> {
        Micros::parse(text)
    }

    #[test]
    fn what_runs_cost() {
        let prices = Prices { sms: won("8.4"), lms: won("25"), mms: None, alimtalk: won("6.5") };
        for (counts, costs, most) in [
            (&[][..], won("0"), won("0")),
            (&[(Kind::Sms, 100_000)], won("840000"), won("8.4")),
            (&[(Kind::Sms, 3), (Kind::Lms, 1)], won("50.2"), won("25")),
            (&[(Kind::Alimtalk, 2), (Kind::Mms, 0)], won("13"), won("6.5")),
            (&[(Kind::Sms, 3), (Kind::Mms, 1)], None, None),
        ] {
            assert_eq!((sum(counts, &prices), dearest(counts, &prices)), (costs, most), "{counts:?}");
        }
        for (needs, has, verdict) in [
            (won("40"), won("40"), Some(true)),
            (won("40"), won("39.999999"), Some(false)),
            (won("40"), None, None),
            (None, won("1000000"), None),
        ] {
            assert_eq!(suffices(needs, has), verdict);
        }
    }

    #[test]
    fn what_is_written() {
        let own: Prices = serde_json::from_str(r#"{"sms": 8.4, "lms": "25"}"#).unwrap();
        let whole = own.or(published(Provider::Solapi).prices);
        assert_eq!(serde_json::to_string(&whole).unwrap(), r#"{"sms":"8.4","lms":"25","mms":"200","alimtalk":"19"}"#);
        assert_eq!(own.or(published(Provider::Nhn).prices), own);
        assert!(serde_json::from_str::<Prices>(r#"{"sms": -1}"#).is_err());
        assert!(serde_json::from_str::<Prices>(r#"{"rcs": 1}"#).is_err());
        assert_eq!(Prices { mms: won("10000"), ..own }.too_high(), None);
        assert_eq!(Prices { mms: won("10000.000001"), ..own }.too_high(), Some(Kind::Mms));
        for kind in Kind::ALL {
            assert_eq!((Kind::numbered(kind as u8), serde_json::to_value(kind).unwrap()), (Some(kind), kind.name().into()));
        }
    }

    proptest! {
        /// No run costs more than as many of its dearest, and runs that are one cost what they cost apart.
        #[test]
        fn at_most(one in prop::array::uniform4(0_u32..100_000), other in prop::array::uniform4(0_u32..100_000), price in prop::array::uniform4(0_i64..1_000_000_000)) {
            let [sms, lms, mms, alimtalk] = price.map(|micros| Some(Micros(micros)));
            let prices = Prices { sms, lms, mms, alimtalk };
            let counts = |all: [u32; 4]| Kind::ALL.into_iter().zip(all).collect::<Vec<_>>();
            let (one, other) = (counts(one), counts(other));
            let both: Vec<_> = one.iter().chain(&other).copied().collect();
            let cost = |counts: &[(Kind, u32)]| sum(counts, &prices).unwrap();
            prop_assert_eq!(cost(&both).0, cost(&one).0 + cost(&other).0);
            let people = both.iter().map(|(_, count)| count).sum();
            prop_assert!(cost(&both) <= dearest(&both, &prices).unwrap().times(people).unwrap());
        }
    }
}
