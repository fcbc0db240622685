//! What follows from other facts of a person and is calculated where these are loaded (the edge, JSON), never in a browser.

use super::{Fact, Facts, Value};
use crate::time::{Day, Zone};

impl Facts {
    /// Fills what nobody has said and what follows from the rest: the average order, that somebody who signed up is a member.
    pub fn derive(&mut self) {
        if *self.get(Fact::AverageOrder) == Value::Unknown {
            match (self.number(Fact::Spent), self.number(Fact::Orders)) {
                (Some(spent), Some(orders)) if orders > 0 => self.set_number(Fact::AverageOrder, spent / orders),
                (_, Some(0)) => self.set(Fact::AverageOrder, Value::None),
                _ => {}
            }
        }
        let is_known = |fact| matches!(self.get(fact), Value::Text(_) | Value::Number(_));
        if *self.get(Fact::IsMember) == Value::Unknown && (is_known(Fact::Member) || is_known(Fact::SignUpDay)) {
            self.set_number(Fact::IsMember, 1);
        }
    }

    /// Fills what follows from a birthday at the facts' moment: the next one's day (today's included), the month, and, where nobody has said
    /// it, the age. Who was born on 29 February has a birthday on the 28th in other years.
    pub fn set_birthday(&mut self, born: Day, zone: &Zone) {
        let today = zone.day(self.now);
        let (year, month, day) = born.civil();
        let (this_year, ..) = today.civil();
        let in_year = |year| Day::from_civil(year, month, day).or_else(|| Day::from_civil(year, month, 28)).unwrap_or(born);
        let passed = in_year(this_year) < today;
        let next = if passed { in_year(this_year.saturating_add(1)) } else { in_year(this_year) };
        self.set_number(Fact::Birthday, i64::from(next.0));
        self.set_text(Fact::BirthMonth, &month.to_string());
        if *self.get(Fact::Age) == Value::Unknown {
            let years = this_year.saturating_sub(year).saturating_sub(i32::from(in_year(this_year) > today));
            self.set_number(Fact::Age, i64::from(years.max(0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_rfc3339;

    #[test]
    fn birthdays() {
        for (born, now, next, age) in [
            ("1990-05-03", "2026-05-03T00:00:00+09:00", "2026-05-03", 36),
            ("1990-05-03", "2026-05-02T23:59:59+09:00", "2026-05-03", 35),
            ("1990-05-03", "2026-12-31T10:00:00+09:00", "2027-05-03", 36),
            ("2000-02-29", "2026-02-28T10:00:00+09:00", "2026-02-28", 26),
            ("2000-02-29", "2028-02-28T10:00:00+09:00", "2028-02-29", 27),
            ("2000-01-01", "2026-12-31T16:00:00Z", "2027-01-01", 26),
        ] {
            let (at, offset_s) = parse_rfc3339(now).unwrap();
            let mut facts = Facts { now: at, ..Facts::UNKNOWN };
            facts.set_birthday(Day::parse(born).unwrap(), &Zone::fixed(offset_s));
            let found = facts.number(Fact::Birthday).and_then(|day| i32::try_from(day).ok()).map(Day);
            assert_eq!((found, facts.number(Fact::Age)), (Day::parse(next), Some(age)), "{born} {now}");
        }
    }
}
