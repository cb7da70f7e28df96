//! The effective prices of every report: the archive's rows, the list built into the program, configured rates.
//! Which rows of an archive count as `embedded` depends on that list.

use std::collections::BTreeMap;

use agent_contracts::pricing::{EmbeddedList, Overlay, PriceTable, Rates, StoredRow};

/// Version of the list, as published in `pricing.table_version`.
const VERSION: &str = "litellm-398a0b15378c";

/// One row a line: pattern, then dollars per million tokens of input, output, cache write and cache read.
const ROWS: &str = include_str!("../data/embedded_prices.tsv");

/// The prices in force: `custom` rates, by exact model name, over the built-in list (as `overlay` says) over the rows
/// `stored` in the archive.
pub fn effective_prices(
    stored: Vec<StoredRow>,
    custom: &BTreeMap<String, Rates>,
    overlay: Overlay,
) -> PriceTable {
    let custom = custom.iter().map(|(model, rates)| (model.clone().into_bytes(), *rates)).collect();
    PriceTable::assemble(stored, &embedded_list(), &custom, overlay)
}

/// The list.
pub fn embedded_list() -> EmbeddedList {
    EmbeddedList {
        version: VERSION.to_owned(),
        rows: ROWS.lines().filter_map(row).collect::<BTreeMap<_, _>>(),
    }
}

fn row(line: &str) -> Option<(Vec<u8>, Rates)> {
    let mut cells = line.split('\t');
    let pattern = cells.next()?.as_bytes().to_vec();
    let mut rate = || cells.next()?.parse().ok();
    Some((pattern, Rates { input: rate()?, output: rate()?, cache_write: rate()?, cache_read: rate()? }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use agent_contracts::pricing::{BlockBuilder, Overlay, PriceTable};

    #[test]
    fn the_list_has_the_published_digest() {
        let list = super::embedded_list();
        assert_eq!(list.rows.len(), super::ROWS.lines().count(), "every line of the data file must be a row");
        let table = PriceTable::assemble(Vec::new(), &list, &BTreeMap::default(), Overlay::WhenEmpty);
        let block = BlockBuilder::new(&table).build().unwrap();
        assert_eq!(block.effective_row_count, 2426);
        let published = "sha256:2119071e9f6ca2fc0d4a68239f7cc9047b126d1de8bbeedf5ddfd9c2f62602fd";
        assert_eq!(block.digest.as_str(), published, "data/embedded_prices.tsv was changed");
    }
}
