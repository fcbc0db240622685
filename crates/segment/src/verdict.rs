//! The three values of a verdict and Kleene's logic over them.

/// Whether somebody matches. Unknown shows and sends nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Verdict {
    /// Not enough is known.
    #[default]
    Unknown = 0,
    /// It does not match.
    No = 1,
    /// It matches.
    Yes = 2,
}

impl Verdict {
    /// Two bits back to a verdict; 3 is unknown.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            1 => Self::No,
            2 => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// `yes` as a verdict.
    #[must_use]
    pub const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// NOT: unknown stays unknown.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// AND: one no is enough for no.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// OR: one yes is enough for yes.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

/// Packs verdicts, two bits each, four to a byte.
#[must_use]
pub fn pack(verdicts: &[Verdict]) -> Vec<u8> {
    verdicts.chunks(4).map(|four| four.iter().rev().fold(0, |byte, verdict| byte << 2 | *verdict as u8)).collect()
}

/// The verdict at a place of packed ones; unknown beyond the end.
#[must_use]
pub fn unpack(bytes: &[u8], index: usize) -> Verdict {
    bytes.get(index / 4).map_or(Verdict::Unknown, |byte| Verdict::from_bits(byte >> (index % 4 * 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kleene() {
        use Verdict::{No, Unknown, Yes};
        let all = [No, Unknown, Yes];
        for a in all {
            for b in all {
                let order = |verdict| all.iter().position(|other| *other == verdict);
                assert_eq!(order(a.and(b)), order(a).min(order(b)), "{a:?} and {b:?}");
                assert_eq!(order(a.or(b)), order(a).max(order(b)), "{a:?} or {b:?}");
            }
        }
        let verdicts = [Yes, No, Unknown, Yes, No, Yes];
        let packed = pack(&verdicts);
        assert!(verdicts.iter().enumerate().all(|(index, verdict)| unpack(&packed, index) == *verdict));
        assert_eq!(unpack(&packed, 99), Unknown);
    }
}
