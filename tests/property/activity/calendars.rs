//! Buckets tile every range, in every zone of the database, around every change of its clocks from 1970 to 2100.

use std::collections::BTreeMap;

use agentexport::report::{ActivityPlan, RangeError, RangeTexts};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use proptest::sample::select;

use crate::export::cases;

fn year(year: i16) -> Timestamp {
    TimeZone::UTC.to_timestamp(jiff::civil::date(year, 1, 1).at(0, 0, 0, 0)).expect("a date of UTC")
}

/// Instants from 1970 to 2100 at which clocks change.
fn transitions(zone: &TimeZone) -> Vec<Timestamp> {
    let changes = zone.following(year(1970)).map(|change| change.timestamp());
    changes.take_while(|&change| change < year(2100)).collect()
}

/// Every zone, once: names for the same clocks count as one.
fn zones() -> BTreeMap<Vec<(Timestamp, i32)>, (String, TimeZone)> {
    let database = TimeZoneDatabase::bundled();
    database
        .available()
        .map(|name| {
            let zone = database.get(name.as_str()).expect("the database has the zones that it lists");
            let clocks = std::iter::once(year(1970)).chain(transitions(&zone));
            let clocks = clocks.map(|at| (at, zone.to_offset(at).seconds())).collect();
            (clocks, (name.to_string(), zone))
        })
        .collect()
}

fn texts(preset: &str, date: &str, bucket: &str) -> RangeTexts {
    let text = str::to_owned;
    RangeTexts { preset: text(preset), date: text(date), bucket: text(bucket), ..RangeTexts::default() }
}

/// Fails unless the plan's buckets begin and end with its range, and leave and overlap nothing.
fn assert_tiled(plan: &ActivityPlan, what: &dyn Fn() -> String) {
    let buckets = &plan.windows;
    assert_eq!(
        buckets.first().map(|bucket| bucket.start),
        Some(plan.start),
        "the first bucket of {}",
        what()
    );
    assert_eq!(buckets.last().map(|bucket| bucket.end), Some(plan.end), "the last bucket of {}", what());
    assert!(buckets.iter().all(|bucket| bucket.start < bucket.end), "an empty bucket of {}", what());
    assert!(buckets.windows(2).all(|pair| pair[0].end == pair[1].start), "a gap in {}", what());
}

/// Checks days, weeks and months around the changes in every `step`th zone from `first`.
fn check(first: usize, step: usize) {
    let mut checked = 0;
    for (name, zone) in zones().into_values().skip(first).step_by(step) {
        for change in transitions(&zone) {
            let date = zone.to_datetime(change).date();
            for (days, preset, bucket) in [
                (-1, "day", "1h"),
                (0, "day", "1d"),
                (1, "day", "15m"),
                (0, "week", "1d"),
                (1, "week", "1w"),
                (0, "month", "1d"),
                (0, "month", "1w"),
            ] {
                let date = (date + days.days()).to_string();
                let what = || format!("{preset} {date} by {bucket} in {name}");
                match ActivityPlan::new(&texts(preset, &date, bucket), &zone, change) {
                    Ok(plan) => assert_tiled(&plan, &what),
                    Err(RangeError::RemovedDay(_)) => {
                        let noon: jiff::civil::DateTime = format!("{date}T12:00:00").parse().expect("a date");
                        let noon = zone.to_ambiguous_timestamp(noon);
                        let is_in_calendar = noon.unambiguous().is_ok();
                        assert!(!is_in_calendar, "{} is in the calendar: {noon:?}", what());
                    }
                    Err(error) => panic!("{}: {error}", what()),
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 10_000, "only {checked} ranges were checked; is the zone database there?");
}

#[test]
fn buckets_tile_ranges_around_every_change_in_one_half_of_the_zones() {
    check(0, 2);
}

#[test]
fn buckets_tile_ranges_around_every_change_in_the_other_half_of_the_zones() {
    check(1, 2);
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn buckets_tile_any_range(
        name in select(TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect::<Vec<_>>()),
        start in year(1970).as_millisecond()..year(2100).as_millisecond(),
        length in 1..365 * 86_400_000_i64,
        bucket in select(&["", "1h", "1d", "1w"][..]),
    ) {
        let zone = TimeZoneDatabase::bundled().get(&name).expect("the database has the zones that it lists");
        let text = |millisecond| Timestamp::from_millisecond(millisecond).expect("a time").to_string();
        let texts = RangeTexts { from: text(start), to: text(start + length), ..texts("custom", "", bucket) };
        match ActivityPlan::new(&texts, &zone, Timestamp::UNIX_EPOCH) {
            Ok(plan) => assert_tiled(&plan, &|| format!("{texts:?} in {name}")),
            Err(RangeError::TooManyBuckets { count }) => {
                prop_assert!(bucket == "1h" && count > 2000, "{:?} has {} buckets", texts, count);
            }
            Err(error) => prop_assert!(false, "{:?}: {}", texts, error),
        }
    }
}
