//! Archives of later releases: the layout of 0.37 changed step by step, rows and all, as the releases changed it.

use crate::archive::Archive;

/// The releases whose layouts differ, oldest first, each with the SQL that makes it of the one before.
const STEPS: [(&str, &str); 10] = [
    ("0.37", ""),
    ("0.38", include_str!("../data/archives/0.38.sql")),
    ("0.39", include_str!("../data/archives/0.39.sql")),
    ("0.40", include_str!("../data/archives/0.40.sql")),
    ("0.41", include_str!("../data/archives/0.41.sql")),
    ("0.42", include_str!("../data/archives/0.42.sql")),
    ("0.43", include_str!("../data/archives/0.43.sql")),
    ("0.44", include_str!("../data/archives/0.44.sql")),
    ("0.45", include_str!("../data/archives/0.45.sql")),
    ("0.46", include_str!("../data/archives/0.46.sql")),
];

/// The releases whose layouts differ, oldest first.
pub fn releases() -> impl Iterator<Item = &'static str> {
    STEPS.into_iter().map(|(release, _)| release)
}

impl Archive {
    /// The same archive in the layout of one of the [`releases`].
    #[must_use]
    pub fn upgraded_to(self, release: &str) -> Self {
        let last = releases().position(|known| known == release).expect("a release whose layout is known");
        for (_, sql) in &STEPS[..=last] {
            self.change(sql);
        }
        self
    }
}
