//! Sums of doubles that do not depend on how many small amounts came before: compensated addition after Neumaier.

/// A running sum and what rounding has taken from it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Sum {
    rounded: f64,
    lost: f64,
}

impl Sum {
    /// Adds an amount; what rounding takes is kept.
    pub(super) fn add(&mut self, amount: f64) {
        let sum = self.rounded + amount;
        self.lost += if self.rounded.abs() >= amount.abs() {
            (self.rounded - sum) + amount
        } else {
            (amount - sum) + self.rounded
        };
        self.rounded = sum;
    }

    /// The sum, rounded once, and never -0. Infinite when some amount or the sum was.
    pub(super) fn total(self) -> f64 {
        // Past infinity the correction is not a number.
        let total = if self.rounded.is_finite() { self.rounded + self.lost } else { self.rounded };
        total + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn sum(amounts: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = Sum::default();
        amounts.into_iter().for_each(|amount| sum.add(amount));
        sum.total()
    }

    #[test]
    fn small_amounts_survive_large_ones() {
        assert_eq!(sum([1e16, 1.0, -1e16]).to_string(), "1");
        assert_eq!(sum([0.1; 10]).to_string(), "1");
        assert_eq!(sum([-0.0, -0.0]).to_string(), "0");
        assert_eq!(sum([1.0, f64::INFINITY, 1.0]).to_string(), "inf");
    }

    proptest! {
        #[test]
        fn amounts_of_one_size_add_up_in_any_order(mut cents in proptest::collection::vec(any::<i32>(), 0..200)) {
            let forward = sum(cents.iter().map(|&cents| f64::from(cents) / 100.0));
            cents.reverse();
            prop_assert_eq!(forward.to_bits(), sum(cents.iter().map(|&cents| f64::from(cents) / 100.0)).to_bits());
        }
    }
}
