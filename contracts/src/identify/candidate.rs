//! A text that was read and measured: which shapes its content allows, and which one is nearest.

use serde_json::Value;

use super::measure::{self, Measure};
use super::shape::{self, Shape};
use super::stage::{Stage, Stages};
use super::table::{self, Member};
use crate::Surface;
use crate::reading::Content;

/// What a document says of its version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// Documents of this kind do not say.
    Unnumbered,
    /// The number; none when it is absent or no whole number.
    Number(Option<i64>),
}

impl Claim {
    pub(super) fn allows(self, shape: Shape) -> bool {
        match self {
            Self::Unnumbered => true,
            Self::Number(number) => shape.number() == number,
        }
    }
}

/// A text, read and measured against all shapes of a surface.
pub(super) struct Candidate<'c> {
    pub(super) surface: Surface,
    pub(super) content: &'c Content,
    pub(super) root: &'static [Member],
    pub(super) measure: Measure,
    /// What the typed reader of version 1 has against it; it has the last word.
    pub(super) objection: Option<serde_json::Error>,
}

impl<'c> Candidate<'c> {
    pub(super) fn of(text: &[u8], content: &'c Content, surface: Surface) -> Self {
        let stages = all_stages(surface);
        let incomplete = content.error.is_some();
        let measured = |root| (root, measure::measure(&content.value, root, stages, incomplete));
        let roots = table::roots(surface);
        let fitting = roots.iter().map(|&root| measured(root)).find(|(_, one)| !one.fits(stages).is_empty());
        let (root, measure) = fitting.unwrap_or_else(|| {
            let claims_meta = content.value.get("type").is_some_and(|kind| kind == "meta");
            let claimed = roots.iter().find(|root| has(root, "type") == claims_meta);
            measured(claimed.unwrap_or(&roots[0]))
        });
        let mut candidate = Self { surface, content, root, measure, objection: None };
        if candidate.claim().allows(Shape::V1) && candidate.fits().contains(Stage::R0_37) {
            candidate.objection = surface.check(text).err();
        }
        candidate
    }

    /// The stages that nothing speaks against.
    pub(super) fn fits(&self) -> Stages {
        let fits = self.measure.fits(all_stages(self.surface));
        if self.objection.is_some() { fits.without(Stages::of(Stage::R0_37)) } else { fits }
    }

    pub(super) fn is_meta(&self) -> bool {
        has(self.root, "type")
    }

    /// The number it carries, whether or not documents with this root say their version.
    pub(super) fn number(&self) -> Option<i64> {
        self.content.value.get("schema_version").and_then(measure::whole)
    }

    pub(super) fn claim(&self) -> Claim {
        if has(self.root, "schema_version") { Claim::Number(self.number()) } else { Claim::Unnumbered }
    }

    /// Whether enough of it is known to speak of a changed document of ours: most of its members, or half of what
    /// such a document needs.
    pub(super) fn is_recognisable(&self) -> bool {
        let Value::Object(object) = &self.content.value else { return false };
        let known = object.keys().filter(|name| has(self.root, name)).count();
        let needed = self.root.iter().filter(|member| member.required && member.stages == Stages::ALL);
        let present = needed.clone().filter(|member| object.contains_key(member.name)).count();
        known * 2 > object.len() || present * 2 >= needed.count()
    }
}

fn has(root: &[Member], name: &str) -> bool {
    root.iter().any(|member| member.name == name)
}

/// Every stage in which a surface had a shape.
pub(super) fn all_stages(surface: Surface) -> Stages {
    shape::of(surface).iter().fold(Stages::default(), |all, (_, stages)| all.or(*stages))
}

/// The shapes whose content fits one of these stages, oldest first.
pub(super) fn alike(surface: Surface, fits: Stages) -> Vec<Shape> {
    let shapes = shape::of(surface).iter();
    shapes.filter(|(_, stages)| !stages.and(fits).is_empty()).map(|(shape, _)| *shape).collect()
}

/// The shapes that remain once the number, where there is one, has had its say. What can be read as version 1 is
/// version 1.
pub(super) fn decide(surface: Surface, fits: Stages, claim: Claim) -> Vec<Shape> {
    let mut shapes = alike(surface, fits);
    shapes.retain(|shape| claim.allows(*shape));
    if shapes.contains(&Shape::V1) {
        shapes.retain(|shape| *shape == Shape::V1);
    }
    shapes
}

/// The shape and stage with the fewest misfits, a wrong number being one; of two the one with the better content.
pub(super) fn nearest(
    surface: Surface,
    stages: Stages,
    measure: &Measure,
    claim: Claim,
) -> Option<(Shape, Stage)> {
    let shapes = shape::of(surface).iter();
    shapes.flat_map(|(shape, of)| of.and(stages).iter().map(move |stage| (*shape, stage))).min_by_key(
        |(shape, stage)| {
            let wrong = !claim.allows(*shape);
            let misfits = measure.misfits(*stage);
            (misfits.saturating_add(wrong.into()), misfits)
        },
    )
}
