//! Whatever is in the archive: what is printed is valid, says the same in both formats, depends on the rows alone,
//! and costs the data directory nothing.

use conformance::{Archive, Directory, Output, check_output, document_of_lines};
use proptest::prelude::*;

use super::archives::contents;
use super::filters::flags;
use super::{cases, with};

/// Fails unless the output is valid; a refusal must be about money that JSON cannot carry.
fn prop_assert_sound(output: &Output) -> Result<(), TestCaseError> {
    prop_assert_eq!(check_output(output), Ok(()), "the exporter printed what the contract does not allow");
    let is_about_money = ["fatal: the cost of session ", "fatal: building the pricing block: "];
    prop_assert!(
        output.code == 0 || is_about_money.iter().any(|start| output.stderr.starts_with(start)),
        "an archive of well-typed rows must be exported, but: {}",
        output.stderr
    );
    Ok(())
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn both_formats_are_valid_and_say_the_same(contents in contents(), flags in flags(), all: bool) {
        let archive = contents.archive();
        let flags = with(&flags, if all { ["--all"] } else { ["--limit=2"] });
        let before = Directory::observe(archive.directory());
        let json = archive.export(&flags);
        let ndjson = archive.export(&with(&flags, ["--format=ndjson"]));
        before.assert_unchanged(archive.directory());
        prop_assert_sound(&json)?;
        prop_assert_sound(&ndjson)?;
        prop_assert_eq!(&json.stderr, &ndjson.stderr);
        if json.code == 0 {
            prop_assert_eq!(json.document(), document_of_lines(&ndjson.lines()));
        }
    }

    #[test]
    fn the_order_of_insertion_does_not_show(
        (contents, shuffled) in contents().prop_flat_map(|contents| {
            let rows = contents.rows();
            (Just(contents), Just(rows).prop_shuffle())
        }),
        flags in flags(),
    ) {
        let (stored, reordered) = (contents.archive(), Archive::from_rows(&shuffled));
        for paging in ["--all", "--limit=3"] {
            let flags = with(&flags, [paging]);
            let output = stored.export(&flags);
            prop_assert_eq!(&output, &stored.export(&flags), "the same archive must give the same bytes");
            prop_assert_eq!(&output, &reordered.export(&flags), "rows are a set: insertion order must not show");
        }
    }
}
