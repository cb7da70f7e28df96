//! The shapes that documents came in, by surface: which number each one prints, and in which stages.

use std::fmt;

use super::stage::Stage::{Between, Legacy, R0_37, R0_38, R0_39, R0_40, R0_41, R0_42, R0_43, R0_45, R0_46};
use super::stage::Stages;
use crate::Surface;

/// What a document really is, whatever number it carries.
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
/// use agent_contracts::identify::Shape;
///
/// assert_eq!(Shape::MislabelledV1.name(), "mislabelled-v1");
/// assert_eq!(Shape::V6.releases(Surface::SessionExport).as_deref(), Some("0.42 to 0.45"));
/// assert_eq!(Shape::V3.releases(Surface::SessionExport), None, "no release printed it");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// From before 0.37.1: no `schema_version`, no `pricing`, no `projects`.
    Legacy,
    /// Version 1, as 0.37 prints it and this crate reads it.
    V1,
    /// What 0.38 prints: it says 1 and has the shape of version 2.
    MislabelledV1,
    /// Version 2.
    V2,
    /// Version 3, which no release printed.
    V3,
    /// Version 4.
    V4,
    /// Version 5. Of the activity report, no release printed it.
    V5,
    /// Version 6.
    V6,
    /// Version 7.
    V7,
    /// Version 8.
    V8,
}

impl Shape {
    /// Every shape, oldest first.
    pub const ALL: [Self; 10] = [
        Self::Legacy,
        Self::V1,
        Self::MislabelledV1,
        Self::V2,
        Self::V3,
        Self::V4,
        Self::V5,
        Self::V6,
        Self::V7,
        Self::V8,
    ];

    /// The shape's name in reports: `v1`, `mislabelled-v1`, `legacy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::V1 => "v1",
            Self::MislabelledV1 => "mislabelled-v1",
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V4 => "v4",
            Self::V5 => "v5",
            Self::V6 => "v6",
            Self::V7 => "v7",
            Self::V8 => "v8",
        }
    }

    /// The `schema_version` that documents of this shape carry; none before version 1.
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Legacy => None,
            Self::V1 | Self::MislabelledV1 => Some(1),
            Self::V2 => Some(2),
            Self::V3 => Some(3),
            Self::V4 => Some(4),
            Self::V5 => Some(5),
            Self::V6 => Some(6),
            Self::V7 => Some(7),
            Self::V8 => Some(8),
        }
    }

    /// The releases of agentsview that print a surface in this shape: `0.38`, `0.43 to 0.46`. None where no release
    /// did.
    pub fn releases(self, surface: Surface) -> Option<String> {
        if self == Self::Legacy {
            return stages(self, surface).map(|_| "0.36 and before".to_owned());
        }
        // Of the activity report, builds between two releases said 5.
        let released = (self, surface) != (Self::V5, Surface::ActivityReport);
        stages(self, surface)
            .filter(|_| released)
            .map(|stages| stages.to_string())
            .filter(|text| !text.is_empty())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The stages in which a surface has a shape; none when it never had.
pub(super) fn stages(shape: Shape, surface: Surface) -> Option<Stages> {
    of(surface).iter().find(|(one, _)| *one == shape).map(|(_, stages)| *stages)
}

/// The shapes of a surface, oldest first.
pub(super) fn of(surface: Surface) -> &'static [(Shape, Stages)] {
    match surface {
        Surface::UsageDaily | Surface::UsageSummary => USAGE,
        Surface::ActivityReport => ACTIVITY_REPORT,
        Surface::SessionExport | Surface::SessionExportLine => SESSION_EXPORT,
        Surface::CursorReset => CURSOR_RESET,
        Surface::PricingDigestInput => PRICING_DIGEST_INPUT,
    }
}

const USAGE: &[(Shape, Stages)] = &[
    (Shape::Legacy, Stages::of(Legacy)),
    (Shape::V1, Stages::of(R0_37)),
    (Shape::MislabelledV1, Stages::of(R0_38)),
    (Shape::V2, Stages::of(R0_39)),
    (Shape::V3, Stages::of(Between)),
    (Shape::V4, Stages::of(R0_40)),
    (Shape::V5, Stages::of(R0_41)),
    (Shape::V6, Stages::between(R0_42, R0_46)),
];

const ACTIVITY_REPORT: &[(Shape, Stages)] = &[
    (Shape::Legacy, Stages::of(Legacy)),
    (Shape::V1, Stages::of(R0_37)),
    (Shape::MislabelledV1, Stages::of(R0_38)),
    (Shape::V2, Stages::of(R0_39)),
    (Shape::V3, Stages::of(Between)),
    (Shape::V4, Stages::of(R0_40)),
    // Never released; what is known lies between its neighbours, so it may look like either.
    (Shape::V5, Stages::between(R0_40, R0_41)),
    (Shape::V6, Stages::of(R0_41)),
    (Shape::V7, Stages::of(R0_42)),
    (Shape::V8, Stages::between(R0_43, R0_46)),
];

const SESSION_EXPORT: &[(Shape, Stages)] = &[
    (Shape::V1, Stages::of(R0_37)),
    (Shape::MislabelledV1, Stages::of(R0_38)),
    (Shape::V2, Stages::of(R0_39)),
    (Shape::V3, Stages::of(Between)),
    (Shape::V4, Stages::of(R0_40)),
    (Shape::V5, Stages::of(R0_41)),
    (Shape::V6, Stages::between(R0_42, R0_45)),
    (Shape::V7, Stages::of(R0_46)),
];

const CURSOR_RESET: &[(Shape, Stages)] = &[(Shape::V1, Stages::between(R0_37, R0_46))];

const PRICING_DIGEST_INPUT: &[(Shape, Stages)] = &[(Shape::V1, Stages::of(R0_37))];
