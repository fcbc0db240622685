//! Sets of facts: which ones changed, which belong to a visit, a tab, an arrival.

use super::Fact;

/// A set of facts. Those from number 63 on, which only the edge knows and tells all at once, share the last bit: whoever asks for one of
/// them is told of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FactSet(pub u64);

impl FactSet {
    /// Every fact.
    pub const ALL: Self = Self(u64::MAX);
    /// What is new with a visit.
    pub const VISIT: Self = Self::of(&[
        Fact::VisitStarted,
        Fact::VisitLast,
        Fact::StartPage,
        Fact::PageViews,
        Fact::SearchWord,
        Fact::SearchResults,
        Fact::Landing,
        Fact::ConversionPage,
    ]);
    /// What a page's sensors tell.
    pub const SENSED: Self = Self::of(&[Fact::Language, Fact::ScreenWidth, Fact::Scroll, Fact::ExitIntent, Fact::IdleSince]);
    /// What belongs to one tab only.
    pub const TAB: Self = Self::SENSED.with(Self::of(&[Fact::PageUrl, Fact::PageTitle, Fact::PageSince]));
    /// What the edge may tell a browser of its person.
    pub const PERSON: Self = Self::of(&[Fact::Visits, Fact::LastVisitDay, Fact::Orders, Fact::Spent, Fact::Signed]);
    /// What the edge alone knows, and may tell of the page and its person (they share a bit).
    pub const EDGE: Self = Self::of(&[Fact::Grade, Fact::Points, Fact::Watching]);
    /// What an arrival from outside says.
    pub const ARRIVAL: Self = Self::ORIGIN.with(Self::of(&[Fact::DeviceKind, Fact::Os, Fact::Browser, Fact::App]));
    pub(super) const ORIGIN: Self = Self::of(&[
        Fact::SourceKind,
        Fact::SourceName,
        Fact::Word,
        Fact::PreviousWord,
        Fact::CampaignSource,
        Fact::CampaignMedium,
        Fact::CampaignName,
        Fact::CampaignContent,
        Fact::CampaignTerm,
        Fact::CampaignCode,
        Fact::Referrer,
    ]);
    /// What is 0 and what is none for a browser that has never been here.
    pub(super) const COUNTS: Self = Self::of(&[Fact::Visits, Fact::Orders, Fact::Spent]);
    pub(super) const NOBODY: Self = Self::of(&[Fact::LastVisitDay, Fact::Member, Fact::Signed, Fact::LastAdded]);
    /// The logs that a browser keeps: their slot says whether they are known.
    pub const LOGS: Self = Self::of(&[Fact::Viewed, Fact::Added, Fact::Events, Fact::Messages, Fact::Ordered]);
    /// What is counted from the visit's beginning.
    pub(super) const OF_VISIT: Self = Self::LOGS.with(Self::of(&[Fact::SiteSeconds, Fact::VisitOrders]));
    /// Facts that change by time passing alone; of days to the last bit's all.
    pub const CLOCK: Self = Self::LOGS.with(Self::of(&[
        Fact::LocalTime,
        Fact::SiteSeconds,
        Fact::PageSeconds,
        Fact::IdleSeconds,
        Fact::LastVisitDay,
        Fact::LastAdded,
        Fact::SignUpDay,
        Fact::LastLoginDay,
        Fact::Fields,
    ]));
    pub(super) const PRODUCT: Self = Self::of(&[Fact::Product, Fact::ProductPrice]);
    pub(super) const CART: Self = Self::of(&[
        Fact::CartItems,
        Fact::CartTotal,
        Fact::CartKinds,
        Fact::CartUnits,
        Fact::LastCartTotal,
        Fact::LastCartKinds,
        Fact::LastCartUnits,
    ]);

    const fn of(facts: &[Fact]) -> Self {
        let mut bits = 0;
        let mut rest = facts;
        while let [fact, tail @ ..] = rest {
            bits |= bit(*fact);
            rest = tail;
        }
        Self(bits)
    }

    /// Adds a fact.
    pub const fn add(&mut self, fact: Fact) {
        self.0 |= bit(fact);
    }

    /// This set and another.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when the fact is in the set.
    #[must_use]
    pub const fn has(self, fact: Fact) -> bool {
        self.0 & bit(fact) != 0
    }

    /// The facts of the set in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.has(*fact))
    }
}

/// A fact's bit.
const fn bit(fact: Fact) -> u64 {
    let number = fact as u8;
    1 << if number < 63 { number } else { 63 }
}
