//! Pages of any size, one after the other, say what `--all` says at once.

use std::collections::BTreeSet;

use agent_contracts::pricing::merge_blocks;
use agent_contracts::v1::SessionExport;
use conformance::{Archive, Output};
use proptest::prelude::*;

use super::archives::contents;
use super::filters::flags;
use super::{cases, with};

fn parsed(output: &Output) -> SessionExport {
    assert_eq!(output.code, 0, "every page of a good export must be good: {}", output.stderr);
    serde_json::from_slice(&output.stdout).expect("the output is a session export")
}

/// Follows the cursors from the first page to the last, with a page size for each in turn.
fn pages(archive: &Archive, flags: &[String], sizes: &[usize]) -> Vec<SessionExport> {
    let mut sizes = sizes.iter().cycle().map(|size| format!("--limit={size}"));
    let mut next_size = || sizes.next().expect("sizes are repeated for ever");
    let mut pages = vec![parsed(&archive.export(&with(flags, [next_size().as_str()])))];
    while let Some(cursor) =
        pages.last().map(|page| page.cursor.next.clone()).filter(|cursor| !cursor.is_empty())
    {
        assert!(pages.len() < 1000, "the cursors never come to an end");
        pages.push(parsed(&archive.export(&["--cursor", &cursor, &next_size()])));
    }
    pages
}

/// One export of several, as v1 joins pages.
fn joined(pages: Vec<SessionExport>) -> SessionExport {
    pages
        .into_iter()
        .reduce(|mut all, page| {
            all.cursor = page.cursor;
            all.projects.extend(page.projects);
            all.sessions.extend(page.sessions);
            if let (Some(first), Some(later)) = (&mut all.pricing.0, &page.pricing.0) {
                merge_blocks(first, later);
            }
            all
        })
        .expect("there is a first page")
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn pages_of_any_size_are_everything(
        contents in contents(),
        flags in flags(),
        sizes in prop::collection::vec(1..5_usize, 1..4),
    ) {
        let archive = contents.archive();
        let all = archive.export(&with(&flags, ["--all"]));
        if all.code == 0 {
            let all = parsed(&all);
            prop_assert_eq!(all.cursor.next.as_str(), "");
            let pages = pages(&archive, &flags, &sizes);
            let sizes = sizes.iter().cycle();
            let (last, full) = pages.split_last().expect("there is a first page");
            prop_assert!(full.iter().zip(sizes).all(|(page, size)| page.sessions.len() == *size), "a page is full");
            prop_assert!(full.is_empty() || !last.sessions.is_empty(), "a cursor promises at least one session");
            for page in &pages {
                let labels: BTreeSet<_> = page.sessions.iter().map(|row| &row.project).collect();
                prop_assert!(page.projects.keys().eq(labels), "a page lists the projects of its rows");
            }
            prop_assert_eq!(joined(pages), all);
        }
    }
}
