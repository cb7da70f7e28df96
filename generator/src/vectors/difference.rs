//! Where an answer departs from the output that a vector states.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Number, Value};

use super::model::{Comparison, Members};

/// The first place at which an answer departs from the output.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// The place, as in `sessions[0].id`; `(output)` is the answer itself.
    pub path: String,
    /// What the output says there; `None` when nothing.
    pub expected: Option<Value>,
    /// What the answer says there; `None` when nothing.
    pub got: Option<Value>,
}

/// The first place, in the order of the output, at which `got` departs from `expected`; members that only `got` has come
/// last. Lists are compared in their order.
///
/// # Examples
///
/// ```
/// use contractgen::vectors::{Comparison, Members, first_difference};
/// use serde_json::json;
///
/// let comparison = Comparison { tolerance: 1e-9, members: Members::All };
/// let differs = first_difference(&json!({"a": [1, 0.1]}), &json!({"a": [1, 0.2]}), &comparison);
/// assert_eq!(differs.map(|difference| difference.path).as_deref(), Some("a[1]"));
/// assert_eq!(first_difference(&json!(0.1), &json!(0.10000000000000002), &comparison), None);
/// ```
pub fn first_difference(expected: &Value, got: &Value, comparison: &Comparison) -> Option<Difference> {
    // Goes no deeper than the output, which a parser has bounded.
    let mut place = Vec::new();
    let (expected, got) = departure(expected, got, comparison, None, &mut place)?;
    Some(Difference { path: written(&place), expected: expected.cloned(), got: got.cloned() })
}

/// A step to a part of a value.
enum Step<'v> {
    Member(&'v str),
    Item(usize),
}

fn written(place: &[Step<'_>]) -> String {
    let mut path = String::new();
    for (index, step) in place.iter().enumerate() {
        // Writing to memory cannot fail.
        let _ = match step {
            Step::Member(name) if index == 0 => write!(path, "{name}"),
            Step::Member(name) => write!(path, ".{name}"),
            Step::Item(item) => write!(path, "[{item}]"),
        };
    }
    if place.is_empty() { "(output)".to_owned() } else { path }
}

type Departure<'v> = Option<(Option<&'v Value>, Option<&'v Value>)>;

/// The first pair of parts that differ; `place` is then the way to them. `name` is the nearest member's name.
fn departure<'v>(
    expected: &'v Value,
    got: &'v Value,
    comparison: &Comparison,
    name: Option<&str>,
    place: &mut Vec<Step<'v>>,
) -> Departure<'v> {
    match (expected, got) {
        (Value::Object(left), Value::Object(right)) => {
            let mut names: BTreeSet<&String> = left.keys().collect();
            if counts_all(&comparison.members, name) {
                names.extend(right.keys());
            }
            for member in names {
                place.push(Step::Member(member));
                match (left.get(member), right.get(member)) {
                    (Some(left), Some(right)) => {
                        let found = departure(left, right, comparison, Some(member), place);
                        if found.is_some() {
                            return found;
                        }
                    }
                    (left, right) => return Some((left, right)),
                }
                place.pop();
            }
            None
        }
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                place.push(Step::Item(index));
                match (left.get(index), right.get(index)) {
                    (Some(left), Some(right)) => {
                        let found = departure(left, right, comparison, None, place);
                        if found.is_some() {
                            return found;
                        }
                    }
                    (left, right) => return Some((left, right)),
                }
                place.pop();
            }
            None
        }
        (Value::Number(left), Value::Number(right)) if are_equal(left, right, comparison.tolerance) => None,
        _ if expected == got => None,
        _ => Some((Some(expected), Some(got))),
    }
}

fn counts_all(members: &Members, name: Option<&str>) -> bool {
    match members {
        Members::All => true,
        Members::Stated { maps } => name.is_some_and(|name| maps.contains(name)),
    }
}

/// Whole numbers are equal when they are the same number, however they are spelled; others when they are closer than
/// `tolerance` allows.
pub(super) fn are_equal(left: &Number, right: &Number, tolerance: f64) -> bool {
    if let (Some(left), Some(right)) = (whole(left), whole(right)) {
        return left == right;
    }
    let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else { return false };
    #[expect(clippy::float_cmp, reason = "without a tolerance doubles are compared to the last digit")]
    let is_same = left == right;
    is_same || (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

/// The number without a fraction that this is, up to 2^100.
fn whole(number: &Number) -> Option<i128> {
    const LARGEST: f64 = 1_267_650_600_228_229_401_496_703_205_376.0;
    if let Some(number) = number.as_i64() {
        return Some(number.into());
    }
    if let Some(number) = number.as_u64() {
        return Some(number.into());
    }
    let number = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= LARGEST)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the bounds")]
    Some(number as i128)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Comparison, Members, first_difference};

    fn path(expected: &Value, got: &Value, tolerance: f64, maps: Option<&[&str]>) -> Option<String> {
        let members = match maps {
            None => Members::All,
            Some(maps) => Members::Stated { maps: maps.iter().map(|name| (*name).to_owned()).collect() },
        };
        first_difference(expected, got, &Comparison { tolerance, members }).map(|difference| difference.path)
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        for (left, right) in
            [("5", "5.0"), ("1e3", "1000"), ("0", "-0.0"), ("9007199254740993", "9007199254740993")]
        {
            let (left, right) = (serde_json::from_str(left).unwrap(), serde_json::from_str(right).unwrap());
            assert_eq!(path(&left, &right, 0.0, None), None, "{left} and {right}");
        }
    }

    #[test]
    fn numbers_that_differ_are_told_apart() {
        for (left, right, tolerance) in [
            ("9007199254740993", "9007199254740992", 1e-9),
            ("9007199254740993", "9007199254740992.0", 1e-9),
            ("1", "2", 1e-9),
            ("0.1", "0.10000000000000002", 0.0),
            ("0.1", "0.1000001", 1e-9),
            ("0", "1e-12", 1e-9),
            ("1e300", "1e299", 1e-9),
            ("1", "\"1\"", 1e-9),
            ("0", "null", 1e-9),
        ] {
            let (left, right) = (serde_json::from_str(left).unwrap(), serde_json::from_str(right).unwrap());
            assert_eq!(
                path(&left, &right, tolerance, None).as_deref(),
                Some("(output)"),
                "{left} and {right}"
            );
        }
        assert_eq!(
            path(&json!(20), &json!(20.000_000_000_001), 1e-9, None),
            None,
            "doubles have a tolerance"
        );
    }

    #[test]
    fn the_first_place_is_named() {
        for (expected, got, place) in [
            (json!({"a": {"b": [1, 2]}}), json!({"a": {"b": [1, 3]}}), "a.b[1]"),
            (json!({"a": [1]}), json!({"a": [1, 2]}), "a[1]"),
            (json!({"a": [1, 2]}), json!({"a": [1]}), "a[1]"),
            (json!([1, 2]), json!([2, 1]), "[0]"),
            (json!({"a": null}), json!({}), "a"),
            (json!({}), json!({"b": null}), "b"),
            (json!({"a": 1}), json!([1]), "(output)"),
        ] {
            assert_eq!(path(&expected, &got, 0.0, None).as_deref(), Some(place), "{expected} and {got}");
        }
    }

    #[test]
    fn members_that_are_not_stated_are_ignored_except_in_maps() {
        let maps: &[&str] = &["projects"];
        let expected = json!({"rows": [{"id": "a"}], "projects": {"p": {"resolution": "unknown"}}});
        let more = json!({
            "new": 1, "rows": [{"id": "a", "new": 1}], "projects": {"p": {"resolution": "unknown", "identity": null}},
        });
        assert_eq!(path(&expected, &more, 0.0, Some(maps)), None);
        let mut another = more.clone();
        another["projects"]["q"] = json!({});
        assert_eq!(path(&expected, &another, 0.0, Some(maps)).as_deref(), Some("projects.q"));
        another = more;
        another["rows"] = json!([{"id": "a"}, {"id": "b"}]);
        assert_eq!(path(&expected, &another, 0.0, Some(maps)).as_deref(), Some("rows[1]"));
    }
}
