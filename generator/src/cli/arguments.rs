//! What can be typed, and the help that teaches it.

use std::ffi::OsString;
use std::path::PathBuf;

use agent_contracts::Surface;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::vectors::{self, VectorsRequest};
use crate::diff::exceptions::day;

/// Keeper of the v1 contract: schemas, vectors, their changes and the rules for them, validation, digests.
#[derive(Parser, Debug)]
#[command(name = "contractgen", version, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Write the schemas and the page on the rules, check that they are fresh, or print a schema.
    #[command(after_help = EMIT_EXAMPLES)]
    Emit(EmitRequest),
    /// Check documents against the v1 schemas.
    #[command(after_help = VALIDATE_EXAMPLES)]
    Validate(ValidateRequest),
    /// Say which version documents are, by their content.
    #[command(after_help = IDENTIFY_EXAMPLES)]
    Identify(IdentifyRequest),
    /// Compare two versions of the schemas: does a change break readers of the published one?
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffRequest),
    /// Recompute `pricing.digest` from a price table.
    #[command(after_help = DIGEST_EXAMPLES)]
    Digest(DigestRequest),
    /// List the rules by which changes of the contract are judged.
    #[command(after_help = RULES_EXAMPLES)]
    Rules(RulesRequest),
    /// Teach one rule: what it reports, why that matters, what to do instead.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainRequest),
    /// List the vectors of version 1, or put them to an implementation.
    #[command(after_help = vectors::EXAMPLES)]
    Vectors(VectorsRequest),
}

#[derive(Args, Debug)]
pub(super) struct EmitRequest {
    /// Folder of the schema files [default: schemas/v1, unless only --docs is given].
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Folder of rules.md, the page on the rules [default: docs, unless only --dir is given].
    #[arg(long, value_name = "DIR", conflicts_with = "print")]
    pub(super) docs: Option<PathBuf>,
    /// Write nothing; report stale, missing and orphaned files and exit 1 if there are any.
    #[arg(long, conflicts_with = "print")]
    pub(super) check: bool,
    /// Write nothing; print the schema of one surface.
    #[arg(long, value_name = "SURFACE", value_parser = surface_values())]
    pub(super) print: Option<Surface>,
    /// With --print: the closed copy, in which members that v1 does not declare are errors.
    #[arg(long, requires = "print")]
    pub(super) closed: bool,
}

#[derive(Args, Debug)]
pub(super) struct ValidateRequest {
    /// Files to check, JSON or NDJSON; - is standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Check against this surface instead of the one the content looks like.
    #[arg(long, value_name = "SURFACE", value_parser = surface_values())]
    pub(super) surface: Option<Surface>,
    /// Also reject members that v1 does not declare.
    #[arg(long)]
    pub(super) closed: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Problems to report per file; the others are counted.
    #[arg(long, value_name = "N", default_value = "20", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) max_problems: usize,
}

#[derive(Args, Debug)]
pub(super) struct IdentifyRequest {
    /// Files to identify, JSON or NDJSON; - is standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// Lines for people.
    Text,
    /// One JSON object for the whole run.
    Json,
}

#[derive(Args, Debug)]
pub(super) struct DiffRequest {
    /// The published version: a directory, a file, or git:REF[:PATH].
    #[arg(value_name = "OLD")]
    pub(super) old: OsString,
    /// The proposed version, likewise.
    #[arg(value_name = "NEW")]
    pub(super) new: OsString,
    /// How to report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
    /// Write the report to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write another report of the same run to a file; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = format_and_file)]
    pub(super) also: Vec<(ReportFormat, PathBuf)>,
    /// Accept the changes that this file lists (TOML), until they expire.
    #[arg(long, value_name = "FILE")]
    pub(super) allow: Option<PathBuf>,
    /// The day on which entries of the allow file count as expired or not [default: today, UTC].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day_value)]
    pub(super) today: Option<Date>,
    /// How much of example documents text and markdown show.
    #[arg(long, value_enum, default_value_t = ExampleLength::Short)]
    pub(super) examples: ExampleLength,
    /// Tell verdicts apart by exit code: identical 0, documentation 10, additive 11, breaking 1.
    #[arg(long)]
    pub(super) detailed_exit_code: bool,
    /// Where OLD has no such path yet, compare with nothing: every surface is new.
    #[arg(long)]
    pub(super) allow_missing_old: bool,
    /// The repository of git sides: any directory in it.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) repo: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReportFormat {
    /// For people.
    Text,
    /// For job summaries and comments.
    Markdown,
    /// One JSON object (generator/schemas/diff-report.json).
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ExampleLength {
    /// The way to the change.
    Short,
    /// Everything.
    Full,
}

#[derive(Args, Debug)]
pub(super) struct DigestRequest {
    /// A pricing-digest-input document, or an archive's price rows as a JSON array; - is standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// A v1 document whose pricing.digest should be the same.
    #[arg(long, value_name = "DOCUMENT")]
    pub(super) against: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct RulesRequest {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(Args, Debug)]
pub(super) struct ExplainRequest {
    /// The rule's name, as findings and `contractgen rules` show it.
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
}

fn surface_values() -> impl clap::builder::TypedValueParser<Value = Surface> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(Surface::ALL.map(Surface::name)).try_map(|name| name.parse::<Surface>())
}

fn format_and_file(text: &str) -> Result<(ReportFormat, PathBuf), String> {
    let (format, file) =
        text.split_once('=').ok_or("write it as FORMAT=FILE, for instance markdown=summary.md")?;
    if file.is_empty() {
        return Err("a file must be named after the equals sign".into());
    }
    Ok((ReportFormat::from_str(format, false)?, file.into()))
}

fn day_value(text: &str) -> Result<Date, String> {
    day(text).ok_or_else(|| "write it as YYYY-MM-DD".into())
}

const EXAMPLES: &str = "\
Examples:
  contractgen validate export.ndjson             is this what v1 promises?
  contractgen identify export.json               which version is it really?
  contractgen emit --print session-export        the schema, to feed a code generator
  contractgen emit --check                       are schemas/v1 and the Rust types in step?
  contractgen diff git:main schemas/v1           does my change break anybody?
  contractgen digest prices.json                 which pricing.digest does this table have?
  contractgen explain property-removed           why is that breaking, and what to do instead?

Exit codes: 0 fine, 1 something was found, 2 wrong usage or an unreadable file.";

const EMIT_EXAMPLES: &str = "\
Examples:
  contractgen emit                               write schemas/v1 and docs/rules.md, each file whole
                                                 or not at all
  contractgen emit --check                       for CI: what is out of date, and the command that fixes it
  contractgen emit --print usage-daily           one schema on standard output
  contractgen emit --print usage-daily --closed  the same without room for undeclared members

Exit codes: 0 written or fresh, 1 --check found something, 2 wrong usage or a file that cannot be
read or written.";

const VALIDATE_EXAMPLES: &str = "\
Examples:
  contractgen validate usage.json export.ndjson
  agentexport export sessions --all --format ndjson | contractgen validate -
  contractgen validate --closed --format json export.json

The surface is recognised by the members at the root. NDJSON is recognised by its first line and
streamed, whatever its length: one meta line, then one session per line. A problem is reported as
FILE:LINE:COLUMN: JSON-POINTER: what was expected and found [rule].

A rule is a keyword of the schema or one of these, which no schema can express; where JSON readers
differ, the strict reading counts:
  empty, syntax, truncated   no content, not JSON, JSON that ends too early
  encoding                   not UTF-8, or a byte order mark
  lone-surrogate             half of a surrogate pair is escaped, as in \"\\ud800\"
  nesting                    more than 127 arrays and objects inside each other
  number-range               a number that no 64-bit float holds, as 1e400
  duplicate-member           a member occurs twice in one object, declared or not
  blank-line                 an empty line in NDJSON
  meta-line-first            an NDJSON export whose first line is a session
  meta-line-repeated         a second meta line, as in several exports put together
  schema-version             another version than 1, or none where v1 has one
  surface                    JSON that looks like no surface of v1

Exit codes: 0 all valid, 1 some invalid, 2 wrong usage or an unreadable file; the worst wins.";

const IDENTIFY_EXAMPLES: &str = "\
Examples:
  contractgen identify export.json usage.json    what are these, whatever number they carry?
  agentsview export sessions --format ndjson | contractgen identify -
  contractgen identify --format json *.json      for programs

The content decides: every member of every version is looked for, at every place. The number counts
only between shapes that look alike in the document. What fits none exactly is unknown, with the
nearest shape and what speaks against it. docs/identifying.md has the shapes and the JSON report.

Exit codes: 0 all identified, 1 something is unknown or not one of ours, 2 wrong usage or an
unreadable file; the worst wins.";

const DIFF_EXAMPLES: &str = "\
Examples:
  contractgen diff git:main schemas/v1           my working tree against the branch main
  contractgen diff git:v1.2.0 git:HEAD           a commit against a release
  contractgen diff old.json new.json             two schemas, whatever their names
  contractgen diff git:main schemas/v1 --format github --also markdown=summary.md

A change is breaking when some document that NEW allows is rejected by OLD, or when that could not be
ruled out. git:REF is git:REF:schemas/v1. Directories hold NAME.json and vectors/NAME.json; files of
the same name are compared, others are new or removed surfaces.

An entry of the allow file; every member but surface is needed:
  [[allow]]
  rule = \"property-removed\"
  surface = \"session-export\"
  path = \"sessions[].machine\"
  reason = \"never printed by any release\"
  expires = \"2027-01-31\"

Exit codes: 0 identical, documentation or additive, 1 breaking, 2 could not compare (wrong usage, an
unreadable side, something that is no schema). With --detailed-exit-code: 0 identical,
10 documentation, 11 additive, 1 breaking, 2 could not compare.";

const DIGEST_EXAMPLES: &str = "\
Examples:
  contractgen digest table.json                  a pricing-digest-input document: {\"rows\": [...]}
  sqlite3 -readonly -json sessions.db 'SELECT * FROM model_pricing' | contractgen digest -
  contractgen digest prices.json --against export.json

Price rows have the columns model_pattern, input_per_mtok, output_per_mtok, cache_creation_per_mtok,
cache_read_per_mtok, updated_at and, optionally, source (custom, embedded or fetched). A row without
source is taken as fetched, or left out when its pattern starts with _ (bookkeeping). List effective
rows: configured rates with source custom, and rows equal to the program's built-in list with source
embedded.

Exit codes: 0 recomputed (and equal), 1 --against states another digest, 2 wrong usage, an unreadable
file or no price table.";

const RULES_EXAMPLES: &str = "\
Examples:
  contractgen rules                              every rule: name, severity, what it reports
  contractgen rules --format json                the whole records, for programs

docs/rules.md has the same as a page.

Exit codes: 0 listed, 2 wrong usage.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  contractgen explain enum-value-added           with the smallest pair of schemas that shows it

Exit codes: 0 explained, 2 wrong usage or no such rule.";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn arguments_are_consistent_and_help_fits_a_terminal() {
        let command = Arguments::command();
        command.clone().debug_assert();
        let mut all: Vec<_> = command.get_subcommands().cloned().collect();
        all.extend(command.get_subcommands().flat_map(clap::Command::get_subcommands).cloned());
        for subcommand in &mut all {
            let help = subcommand.render_long_help().to_string();
            assert!(help.contains("Exit codes:"), "{} must document its exit codes", subcommand.get_name());
            let widest = help.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(100), "{}: wrap the help at 100 columns", subcommand.get_name());
        }
    }
}
