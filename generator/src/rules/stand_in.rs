//! The few rules that reports and the allow file need, until all of them are here.

use super::{Area, BumpRow, Pair, Rule, Severity};

const fn rule(
    id: &'static str,
    purpose: &'static str,
    area: Area,
    severity: Severity,
    bump: BumpRow,
) -> Rule {
    Rule { id, purpose, advice: purpose, area, severity, bump, shown_by: Pair { old: "true", new: "true" } }
}

macro_rules! stand_in {
    ($module:ident, $area:ident: $($name:ident = $id:literal, $purpose:literal, $severity:ident, $bump:ident;)+) => {
        /// Stands in for the rules of one area.
        pub mod $module {
            $(
                #[doc = $id]
                pub static $name: super::Rule = super::rule(
                    $id, $purpose, super::Area::$area, super::Severity::$severity, super::BumpRow::$bump,
                );
            )+
            pub(super) static RULES: &[&super::Rule] = &[$(&$name),+];
        }
    };
}

stand_in! { exception, Exception:
    EXCEPTION_EXPIRED = "exception-expired", "An exception is past its last day.", Breaking, NoneNeeded;
    EXCEPTION_UNUSED = "exception-unused", "An exception covers no change.", Breaking, NoneNeeded;
}
stand_in! { file, File:
    SURFACE_REMOVED = "surface-removed", "A published schema file is gone.", Breaking, FieldRemoval;
    SURFACE_ADDED = "surface-added", "There is a schema file that was not published before.", Additive, NoneNeeded;
    DESCRIPTION_CHANGED = "description-changed", "A description changed.", Documentation, NoneNeeded;
}
stand_in! { kind, Type:
    UNHANDLED_CHANGE = "unhandled-change", "A change that no rule covers.", Breaking, FieldType;
}
stand_in! { object, Object:
    PROPERTY_ADDED = "property-added", "An optional member was added.", Additive, NoneNeeded;
}
stand_in! { vector, Vector:
    VECTOR_CHANGED = "vector-changed", "A vector changed.", Breaking, RowSemantics;
    VECTOR_ADDED = "vector-added", "A vector was added.", Additive, NoneNeeded;
}

/// The rule with this name.
pub fn find(id: &str) -> Option<&'static Rule> {
    [exception::RULES, file::RULES, kind::RULES, object::RULES, vector::RULES]
        .into_iter()
        .flatten()
        .copied()
        .find(|rule| rule.id == id)
}
