//! Amounts of money in the unit of the archive's generation. Everything further down knows dollars only.

use super::cell::{Cells, RowError};
use crate::archive::Generation;

/// What one million tokens, or a record, is stored as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Money {
    /// Floating-point US dollars.
    Dollars,
    /// Whole millionths of a US dollar.
    Microdollars,
}

impl Money {
    /// The unit of a generation.
    pub(super) fn of(generation: Generation) -> Self {
        match generation {
            Generation::Replica | Generation::Dollars | Generation::Checkouts => Self::Dollars,
            Generation::Microdollars | Generation::RecordedRemotes => Self::Microdollars,
        }
    }

    /// US dollars; `None` for NULL.
    pub(super) fn nullable_dollars(self, cells: &Cells<'_>, index: usize) -> Result<Option<f64>, RowError> {
        match self {
            Self::Dollars => cells.nullable_real(index),
            Self::Microdollars => Ok(cells.nullable_integer(index)?.map(dollars)),
        }
    }

    /// As [`Self::nullable_dollars`], with NULL an error.
    pub(super) fn dollars(self, cells: &Cells<'_>, index: usize) -> Result<f64, RowError> {
        match self {
            Self::Dollars => cells.real(index),
            Self::Microdollars => cells.integer(index).map(dollars),
        }
    }
}

/// The double nearest to so many millionths of a dollar, as long as they are exact in a double themselves (below nine
/// billion dollars).
#[expect(clippy::cast_precision_loss, reason = "an amount beyond 2^53 loses less than a cent")]
pub(super) fn dollars(microdollars: i64) -> f64 {
    microdollars as f64 / 1e6
}

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::float_cmp, reason = "the nearest double is one double")]
    fn microdollars_are_the_doubles_nearest_to_their_decimal_dollars() {
        for (microdollars, expected) in [(1_250_000, 1.25), (300_000, 0.3), (123_457, 0.123_457), (-1, -1e-6)]
        {
            assert_eq!(super::dollars(microdollars), expected, "{microdollars} microdollars");
        }
    }
}
