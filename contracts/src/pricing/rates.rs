//! Rates, token counts, and the formula that joins them.

/// US dollars per million tokens, as stored: may be negative or not finite.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rates {
    /// Uncached input tokens.
    pub input: f64,
    /// Output tokens.
    pub output: f64,
    /// Tokens written to the prompt cache.
    pub cache_write: f64,
    /// Tokens read from the prompt cache.
    pub cache_read: f64,
}

/// Token counts of one usage record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tokens {
    /// Uncached input tokens.
    pub input: i64,
    /// Output tokens.
    pub output: i64,
    /// Tokens written to the prompt cache.
    pub cache_write: i64,
    /// Tokens read from the prompt cache.
    pub cache_read: i64,
    /// Reasoning tokens.
    pub reasoning: i64,
}

impl Tokens {
    /// True when all five counts are zero.
    pub fn are_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Adds another record's counts; sums wrap at 64 bits, as v1's do.
    pub fn add(&mut self, other: &Self) {
        self.input = self.input.wrapping_add(other.input);
        self.output = self.output.wrapping_add(other.output);
        self.cache_write = self.cache_write.wrapping_add(other.cache_write);
        self.cache_read = self.cache_read.wrapping_add(other.cache_read);
        self.reasoning = self.reasoning.wrapping_add(other.reasoning);
    }
}

impl Rates {
    /// Free of charge.
    pub const ZERO: Self = Self { input: 0.0, output: 0.0, cache_write: 0.0, cache_read: 0.0 };

    /// The four rates in the order v1 lists and sorts them: input, output, cache write, cache read.
    pub fn in_order(&self) -> [f64; 4] {
        [self.input, self.output, self.cache_write, self.cache_read]
    }

    /// US dollars for one usage record.
    ///
    /// Products are added left to right and divided once, without fused operations, so that every machine
    /// gets the same double. Reasoning tokens are billed as output only when there are no output tokens.
    #[expect(clippy::cast_precision_loss, reason = "the formula is defined on doubles")]
    pub fn cost(&self, tokens: &Tokens) -> f64 {
        let billable = if tokens.output == 0 { tokens.reasoning } else { tokens.output };
        (tokens.input as f64 * self.input
            + billable as f64 * self.output
            + tokens.cache_write as f64 * self.cache_write
            + tokens.cache_read as f64 * self.cache_read)
            / 1_000_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Rates, Tokens};

    const RATES: Rates = Rates { input: 2.0, output: 8.0, cache_write: 3.0, cache_read: 0.5 };

    #[test]
    fn the_recorded_example_costs_what_was_recorded() {
        let tokens = Tokens { input: 1000, output: 200, cache_write: 80, cache_read: 400, reasoning: 50 };
        assert_eq!(RATES.cost(&tokens).to_string(), "0.00404");
    }

    #[test]
    fn reasoning_is_billed_only_without_output() {
        let reasoning_only = Tokens { reasoning: 25, ..Tokens::default() };
        let both = Tokens { reasoning: 25, output: 10, ..Tokens::default() };
        assert_eq!(RATES.cost(&reasoning_only).to_string(), "0.0002");
        assert_eq!(RATES.cost(&both).to_string(), "0.00008");
    }

    #[test]
    fn sums_wrap() {
        let mut sum = Tokens { input: i64::MAX, ..Tokens::default() };
        sum.add(&Tokens { input: 1, ..Tokens::default() });
        assert_eq!(sum.input, i64::MIN);
    }
}
