//! Amounts as people read them.

/// US dollars with cents: `$1.20`, `$-0.42`, and `<$0.01` for what would look like nothing.
pub(super) fn dollars(amount: f64) -> String {
    if amount > 0.0 && amount < 0.005 {
        return "<$0.01".to_owned();
    }
    let text = format!("{amount:.2}");
    format!("${}", if text == "-0.00" { "0.00" } else { &text })
}

/// A count in at most four digits and a letter: `950`, `12.3k`, `4.6M`.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn short_count(count: i64) -> String {
    let mut scaled = count as f64;
    // The next unit begins where this one would round up to four digits.
    for unit in ["", "k", "M", "G", "T"] {
        if scaled.abs() < 999.95 || unit == "T" {
            return if unit.is_empty() { count.to_string() } else { format!("{scaled:.1}{unit}") };
        }
        scaled /= 1000.0;
    }
    count.to_string()
}

#[cfg(test)]
mod tests {
    use super::{dollars, short_count};

    #[test]
    fn dollars_have_cents_and_never_vanish() {
        for (amount, text) in [
            (0.0, "$0.00"),
            (0.0001, "<$0.01"),
            (0.005, "$0.01"),
            (12.345, "$12.35"),
            (-0.42, "$-0.42"),
            (-0.001, "$0.00"),
        ] {
            assert_eq!(dollars(amount), text, "{amount}");
        }
    }

    #[test]
    fn counts_are_short() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1.0k"),
            (12_345, "12.3k"),
            (999_949, "999.9k"),
            (999_950, "1.0M"),
        ] {
            assert_eq!(short_count(count), text);
        }
        assert_eq!(short_count(-1_500), "-1.5k");
        assert_eq!(short_count(i64::MAX), "9223372.0T");
    }
}
