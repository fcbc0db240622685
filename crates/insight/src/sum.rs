//! Sums of money that do not overflow.

/// Orders, and a sum of their values in millionths, in two parts so that neither overflows: whole units, and what is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many orders.
    pub orders: i64,
    /// Whole units of the currency.
    pub units: i64,
    /// Millionths beside them: what each order had over, so it may come to more than a unit.
    pub micros: i64,
}

impl Sum {
    /// Adds another sum of the same currency.
    pub fn add(&mut self, other: Self) {
        self.orders = self.orders.saturating_add(other.orders);
        self.units = self.units.saturating_add(other.units);
        self.micros = self.micros.saturating_add(other.micros);
    }

    /// Millionths.
    #[must_use]
    pub fn total(self) -> i128 {
        i128::from(self.units) * 1_000_000 + i128::from(self.micros)
    }
}

model::wire!(struct Sum { orders, units, micros });
