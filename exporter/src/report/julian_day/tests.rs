//! Compares [`JulianDay`] with the bundled SQLite, which is the specification, text by text.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rusqlite::{CachedStatement, Connection};

use super::JulianDay;

/// What SQLite makes of a text: the bits of its Julian day, and its date.
type Reading = Option<(u64, String)>;

struct Sqlite(Connection);

impl Sqlite {
    fn open() -> Self {
        Self(Connection::open_in_memory().unwrap())
    }

    fn statement(&self) -> CachedStatement<'_> {
        self.0.prepare_cached("SELECT julianday(CAST(?1 AS TEXT)), date(CAST(?1 AS TEXT))").unwrap()
    }
}

fn sqlite_reading(statement: &mut CachedStatement<'_>, text: &[u8]) -> Reading {
    let row = statement
        .query_row([text], |row| Ok((row.get::<_, Option<f64>>(0)?, row.get::<_, Option<String>>(1)?)));
    let (day, date) = row.unwrap();
    Some((day?.to_bits(), date.unwrap()))
}

fn own_reading(text: &[u8]) -> Reading {
    JulianDay::parse(text).map(|day| (day.to_f64().to_bits(), day.to_date()))
}

fn assert_same(statement: &mut CachedStatement<'_>, text: &[u8]) {
    let (own, sqlite) = (own_reading(text), sqlite_reading(statement, text));
    assert_eq!(own, sqlite, "own reading (left) must be SQLite's (right) for `{}`", text.escape_ascii());
}

#[test]
fn reads_what_sqlite_reads() {
    let sqlite = Sqlite::open();
    let mut statement = sqlite.statement();
    let dates = [
        "2026-07-01",
        "2026-02-29",
        "2026-02-31",
        "2024-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-12-31",
        "0000-01-01",
        "0000-02-30",
        "-0000-12-31",
        "-0001-12-31",
        "-0044-03-15",
        "-4713-11-23",
        "-4713-11-24",
        "-4713-11-25",
        "-4714-12-31",
        "-9999-12-31",
        "9999-12-31",
        "2026-00-01",
        "2026-13-01",
        "2026-07-00",
        "2026-07-32",
        "2026-7-1",
        "02026-07-01",
        "+2026-07-01",
        "20260701",
        "2026-07",
        "2026",
        " 2026-07-01",
        "\u{a0}2026-07-01",
        "2026/07/01",
        "",
    ];
    let separators = ["", " ", "T", "t", " T\t\u{b}\u{c}\r\nT ", "\u{a0}", "_"];
    let times = [
        "",
        "00:00",
        "10:05",
        "10:05:59",
        "10:05:59.",
        "10:05:59.5",
        "10:05:59,5",
        "23:59:59.999",
        "23:59:59.9996",
        "10:00:00.1234",
        "10:00:00.0005",
        "10:00:00.00049999999999999999999999",
        "10:00:00.9990000001",
        "24:00",
        "24:00:00.000",
        "24:00:00.001",
        "24:01",
        "24:00:01",
        "25:00",
        "10:60",
        "10:05:60",
        "9:05",
        "10:5",
        "10",
        "10:",
        "10:05:",
        "10:05:5",
        "-1:00",
    ];
    let zones = [
        "", "Z", "z", " Z ", "+00:00", "-00:00", "+02:00", "-02:30", " +14:59", "-14:59", "+15:00", "+02:60",
        "+0200", "+02", "+2:00", "ZZ", "Z+02:00", "UTC", "+", "-", " ", "\t\u{b}", ".", "\u{a0}",
    ];
    for date in dates {
        for separator in separators {
            for time in times {
                for zone in zones {
                    assert_same(&mut statement, format!("{date}{separator}{time}{zone}").as_bytes());
                }
            }
        }
    }
}

#[test]
fn reads_day_numbers_as_sqlite_does() {
    let sqlite = Sqlite::open();
    let mut statement = sqlite.statement();
    for text in [
        "0",
        "-0",
        "-0.0",
        "+0",
        "0.0e9",
        "1",
        "-1",
        "2461223",
        "2461223.5",
        " \t2461223.75\r\n",
        "2461223,5",
        "5373484.4999999",
        "5373484.49999999",
        "5373484.499999999999",
        "5373484.5",
        "5373485",
        "1e5",
        "1E+5",
        "1e-5",
        "1e",
        "1e+",
        "1e5x",
        "1 e5",
        ".5",
        "5.",
        ".",
        "-.5",
        "+ 5",
        "+-5",
        "0x10",
        "1_0",
        "inf",
        "nan",
        "1e400",
        "1e-400",
        "-1e-400",
        "-1e-323",
        "-2e-324",
        "-3e-324",
        "-4e-324",
        "-1e-348",
        "-1e-349",
        "1e347",
        "0e348",
        "1751364000",
        "1751364000000",
        "2461222.9166666665",
        "18446744073709551606e-13",
        "18446744073709551599e-13",
        "1844674407370955160e-12",
        "1844674407370955159e-12",
        "24612220000000000000000009999e-22",
        "1e99999",
        "1e-99999",
    ] {
        assert_same(&mut statement, text.as_bytes());
    }
    for zeros in [19, 20, 300, 308, 309, 310, 400, 9_990, 20_000, 99_990] {
        let zeros = "0".repeat(zeros);
        for text in [
            format!("{zeros}5"),
            format!("5{zeros}"),
            format!("0.{zeros}5"),
            format!("-0.{zeros}5"),
            format!("5{zeros}e-9990"),
            format!("5{zeros}e-99990"),
            format!("5{zeros}e-999900"),
            format!("0.{zeros}5e99995"),
            format!("0.{zeros}5e99990"),
            format!("0.{zeros}5e999950"),
            format!("1e{zeros}5"),
            format!("10:00:00.{zeros}"),
            format!("10:00:00.{zeros}1"),
            format!("10:00:00.1{zeros}"),
            format!("24:00:00.{zeros}1"),
            format!("{zeros}-01-01"),
        ] {
            assert_same(&mut statement, text.as_bytes());
        }
    }
    for nines in 300..320 {
        assert_same(&mut statement, format!("10:00:00.{}", "9".repeat(nines)).as_bytes());
    }
}

#[test]
fn stops_at_a_nul_byte_and_takes_any_bytes() {
    let sqlite = Sqlite::open();
    let mut statement = sqlite.statement();
    for text in [
        &b"2026-07-01\x0010:00"[..],
        b"2026-07-01 10:00\0",
        b"2026-07-01 10:0\x000",
        b"\x002026-07-01",
        b"\0",
        b"2461223\0x",
        b"2026-07-01\xff",
        b"\xff2026-07-01",
        b"2026-07-01\xc3\xa9",
        b"10:00\xa0",
        b"10:00\x85",
        b"\xef\xbb\xbf2026-07-01",
    ] {
        assert_same(&mut statement, text);
    }
}

#[test]
fn the_current_time_does_not_parse() {
    for text in ["now", "NOW", "Now", "subsec", "subsecond", "SubSecond"] {
        assert_eq!(JulianDay::parse(text.as_bytes()), None, "{text} must not depend on the clock");
    }
}

#[test]
fn agrees_on_every_millisecond_of_a_day() {
    let sqlite = Sqlite::open();
    let mut statement = sqlite.statement();
    // A prime step meets every residue of seconds and fractions without taking all 86,400,000.
    for millisecond in (0..86_400_000).step_by(211) {
        let (second, millisecond) = (millisecond / 1000, millisecond % 1000);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let text = format!("2026-07-01T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z");
        assert_same(&mut statement, text.as_bytes());
    }
}

#[test]
fn agrees_on_the_ends_of_all_months() {
    let sqlite = Sqlite::open();
    let mut statement = sqlite.statement();
    for year in -4714_i32..=9999 {
        // Between the first and the 28th days only count on.
        for (month, day) in (1..=12).flat_map(|month| [1, 28, 29, 30, 31].map(|day| (month, day))) {
            let sign = if year < 0 { "-" } else { "" };
            assert_same(&mut statement, format!("{sign}{:04}-{month:02}-{day:02}", year.abs()).as_bytes());
        }
    }
}

/// Timestamps, mostly valid, before they are mutated.
fn timestamp() -> impl Strategy<Value = String> {
    let date =
        ("-?", 0..=9999, 0..=13, 0..=32).prop_map(|(sign, y, m, d)| format!("{sign}{y:04}-{m:02}-{d:02}"));
    let time = ("2[0-5]|[01][0-9]", "[0-5][0-9]", "(:[0-5][0-9](\\.[0-9]{1,25})?)?")
        .prop_map(|(hour, minute, second)| format!("{hour}:{minute}{second}"));
    let zone = "([ \t]?([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9]))?[ \n]?";
    let number = "[ ]?[+-]?[0-9]{0,24}(\\.[0-9]{0,24})?([eE][+-]?[0-9]{1,3})?[ ]?";
    let day = "[0-9]{1,7}\\.[0-9]{0,18}";
    prop_oneof![
        4 => (date.clone(), "[ T]{0,2}", time.clone(), zone).prop_map(|(d, s, t, z)| d + &s + &t + &z),
        1 => (date, "[ T]?").prop_map(|(date, blank)| date + &blank),
        1 => (time, zone).prop_map(|(time, zone)| time + &zone),
        1 => number,
        2 => day,
    ]
}

/// Overwrites, inserts or removes bytes: none, one or a few.
fn mutated(text: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![select(&b"0123456789-:.+TZz eE\t\n\x0b\0"[..]), any::<u8>()];
    let edits = prop::collection::vec((any::<Index>(), byte, 0..3), 0..4);
    (text, edits).prop_map(|(text, edits)| {
        let mut text = text.into_bytes();
        for (index, byte, edit) in edits {
            let at = index.index(text.len() + 1);
            match edit {
                0 => text.insert(at, byte),
                1 if at < text.len() => text[at] = byte,
                _ if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
        }
        text
    })
}

#[test]
fn agrees_on_generated_texts() {
    let sqlite = Sqlite::open();
    let texts = prop_oneof![
        3 => timestamp().prop_map(String::into_bytes),
        3 => mutated(timestamp()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    let keyword = |text: &[u8]| {
        let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
        [&b"now"[..], b"subsec", b"subsecond"].iter().any(|word| text.eq_ignore_ascii_case(word))
    };
    let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let result = proptest::test_runner::TestRunner::new(config).run(&texts, |text| {
        prop_assume!(!keyword(&text));
        prop_assert_eq!(
            own_reading(&text),
            sqlite_reading(&mut sqlite.statement(), &text),
            "own (left), SQLite (right)"
        );
        Ok(())
    });
    result.unwrap();
}
