//! The table of `usage daily`.

use agent_contracts::v1::UsageDaily;

use super::money::dollars;
use super::table::{Style, Table};

/// The document as a table, one line per day; `with_models` adds a line for each model of a day.
pub fn daily_table(document: &UsageDaily, with_models: bool, with_colour: bool) -> String {
    let mut table = Table::new(["DATE", "INPUT", "OUTPUT", "CACHE_CR", "CACHE_RD", "COST", "MODELS"]);
    for day in &document.daily {
        let counts = [day.input_tokens, day.output_tokens, day.cache_creation_tokens, day.cache_read_tokens];
        let models = day.models_used.join(", ");
        table.line(Style::Plain, cells(day.date.clone(), counts, day.total_cost.get(), models));
        for model in day.model_breakdowns.iter().filter(|_| with_models) {
            let counts = [
                model.input_tokens,
                model.output_tokens,
                model.cache_creation_tokens,
                model.cache_read_tokens,
            ];
            let name = format!("  {}", model.model_name);
            table.line(Style::Dim, cells(name, counts, model.cost.get(), String::new()));
        }
    }
    table.rule();
    let totals = &document.totals;
    let counts =
        [totals.input_tokens, totals.output_tokens, totals.cache_creation_tokens, totals.cache_read_tokens];
    table.line(Style::Bold, cells("TOTAL".to_owned(), counts, totals.total_cost.get(), String::new()));
    table.text(with_colour)
}

fn cells(name: String, counts: [i64; 4], cost: f64, models: String) -> [String; 7] {
    let [input, output, cache_creation, cache_read] = counts.map(|count| count.to_string());
    [name, input, output, cache_creation, cache_read, dollars(cost), models]
}

#[cfg(test)]
mod tests {
    use super::daily_table;
    use agent_contracts::Surface;
    use agent_contracts::v1::UsageDaily;

    fn example() -> UsageDaily {
        let mut document: UsageDaily = serde_json::from_str(Surface::UsageDaily.example()).unwrap();
        document.daily.truncate(1);
        document.daily[0].date = "2026-07-01".to_owned();
        document
    }

    #[test]
    fn columns_are_aligned() {
        let document = example();
        for with_models in [false, true] {
            let text = daily_table(&document, with_models, false);
            let lines: Vec<&str> = text.lines().collect();
            let models = if with_models { document.daily[0].model_breakdowns.len() } else { 0 };
            assert_eq!(lines.len(), 5 + models, "{text}");
            let end = lines[0].find("COST").unwrap() + 4;
            for line in &lines {
                assert_eq!(
                    line.get(end..).unwrap_or_default().trim_start().len(),
                    line.len().saturating_sub(end + 2)
                );
                assert_eq!(line.trim_end(), *line, "no blanks at the end");
                assert!(!line.as_bytes()[end - 1].is_ascii_whitespace(), "figures end below COST: {text}");
            }
            assert!(lines.last().unwrap().starts_with("TOTAL "), "{text}");
        }
    }

    #[test]
    fn colour_only_where_it_is_wanted_and_never_from_a_name() {
        let mut document = example();
        document.daily[0].models_used = vec!["\u{1b}[31mred".to_owned()];
        let plain = daily_table(&document, true, false);
        assert!(!plain.contains('\u{1b}') && plain.contains("\\u{1b}[31mred"), "{plain}");
        assert!(daily_table(&document, true, true).starts_with("\u{1b}[1mDATE"));
    }
}
