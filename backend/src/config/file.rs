//! Settings out of files: one that has many of them, in TOML, and one for each secret. They stand in for the defaults of the command
//! line: so flags and the environment win over them, and each setting is described once.

use crate::Refusal;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::collections::BTreeMap;
use std::env::var_os;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Where systemd puts the credentials of a service, each in a file under its name.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// What files say, by the names of the flags.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<String, Found>);

/// What one says of a setting.
struct Found {
    values: Vec<String>,
    /// Which one, in words.
    origin: String,
}

/// A setting as it is in force.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) name: String,
    /// `(set)` for a secret; empty where it is not set.
    pub(crate) value: String,
    /// Where it comes from, in words.
    pub(crate) origin: String,
}

/// The settings that a command takes: all that the environment can have as well, but for the file itself.
fn settings(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let settings = command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != "config");
    settings.filter_map(|arg| Some((arg.get_long()?, arg)))
}

/// Whether it is not to be shown, and may lie in a file of its own.
fn is_secret(arg: &Arg) -> bool {
    arg.is_hide_env_values_set()
}

impl Files {
    /// Reads the file of settings, if there is one, and those of secrets. `command` is the one that takes every setting.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unreadable`] for a file that cannot be read, a setting that there is none of, and a value that cannot be one.
    pub(crate) fn read(command: &Command, config: Option<&Path>) -> Result<Self, Refusal> {
        let mut found = Self::default();
        if let Some(path) = config {
            found = Self::of_table(command, &read(path, "the settings")?, &path.display().to_string())?;
            found.check(command, path)?;
        }
        for (name, arg) in settings(command).filter(|(_, arg)| is_secret(arg)) {
            if let Some((path, origin)) = secret_file(name, arg) {
                let text = read(&path, &origin)?;
                let values = split(arg, text.trim_end_matches(['\r', '\n']));
                found.0.insert(name.to_owned(), Found { values, origin });
            }
        }
        Ok(found)
    }

    fn of_table(command: &Command, text: &str, path: &str) -> Result<Self, Refusal> {
        let table = text.parse::<Table>().map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Refusal::Unreadable(format!("{path}, line {line}: {}", error.message()))
        })?;
        let read = |(name, value): (String, Value)| {
            let known = settings(command).find(|(known, _)| *known == name);
            let (_, arg) = known.ok_or_else(|| unknown(command, path, &name))?;
            let values = texts(arg, value).ok_or_else(|| {
                Refusal::Unreadable(format!(
                    "{path}: {name} must be a text, a number, true, false or a list of these"
                ))
            })?;
            Ok((name, Found { values, origin: path.to_owned() }))
        };
        table.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Refuses a value that cannot be one, with the name of the file that has it: the command line by itself would not tell.
    fn check(&self, command: &Command, path: &Path) -> Result<(), Refusal> {
        let alone = self.fill(command.clone()).mut_args(|arg| arg.required(false).env(None));
        let Err(error) = alone.try_get_matches_from([command.get_name()]) else { return Ok(()) };
        let complaint = error.to_string();
        let complaint = complaint.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Err(Refusal::Unreadable(format!("{}: {complaint}", path.display())))
    }

    /// The command with what the files say in the place of its defaults, and so with its subcommands.
    pub(crate) fn fill(&self, command: Command) -> Command {
        let filled = command.mut_args(|arg| match arg.get_long().and_then(|name| self.0.get(name)) {
            Some(Found { values, .. }) if arg.get_env().is_some() => {
                let is_secret = is_secret(&arg);
                arg.required(false).default_values(values.clone()).hide_default_value(is_secret)
            }
            _ => arg,
        });
        filled.mut_subcommands(|command| self.fill(command))
    }

    /// All settings of a command that was read.
    pub(crate) fn shown(&self, command: &Command, matches: &ArgMatches) -> Vec<Shown> {
        let shown = settings(command).filter_map(|(name, arg)| {
            let id = arg.get_id().as_str();
            let source = matches.value_source(id);
            if arg.is_hide_set() && source == Some(ValueSource::DefaultValue) && !self.0.contains_key(name) {
                return None;
            }
            let values = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy());
            let value = match source {
                Some(_) if is_secret(arg) => "(set)".to_owned(),
                _ => values.collect::<Vec<_>>().join(","),
            };
            let origin = match source {
                Some(ValueSource::CommandLine) => format!("--{name}"),
                Some(ValueSource::EnvVariable) => arg.get_env()?.to_string_lossy().into_owned(),
                Some(_) => self.0.get(name).map_or("default", |found| &found.origin).to_owned(),
                None => "not set".to_owned(),
            };
            Some(Shown { name: name.to_owned(), value, origin })
        });
        shown.collect()
    }
}

fn unknown(command: &Command, path: &str, name: &str) -> Refusal {
    let nearest = settings(command).max_by(|(one, _), (other, _)| {
        strsim::jaro_winkler(one, name).total_cmp(&strsim::jaro_winkler(other, name))
    });
    let nearest = nearest.map_or("", |(known, _)| known);
    Refusal::Unreadable(format!("{path}: there is no setting {name}; is {nearest} meant?"))
}

/// The file that a secret lies in, and what it is called: that of the variable with `_FILE` behind its name, or a credential of the service.
fn secret_file(name: &str, arg: &Arg) -> Option<(PathBuf, String)> {
    let variable = format!("{}_FILE", arg.get_env()?.to_string_lossy());
    if let Some(path) = var_os(&variable) {
        return Some((path.into(), variable));
    }
    let path = Path::new(&var_os(CREDENTIALS)?).join(name);
    path.exists().then(|| (path, format!("credential {name}")))
}

fn read(path: &Path, what: &str) -> Result<String, Refusal> {
    let complaint =
        |error| Refusal::Unreadable(format!("{what} cannot be read from {}: {error}", path.display()));
    read_to_string(path).map_err(complaint)
}

/// The texts that a flag would have.
fn texts(arg: &Arg, value: Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(split(arg, &text)),
        Value::Array(values) => values.into_iter().map(|value| text(&value)).collect(),
        other => text(&other).map(|text| vec![text]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => Some(value.to_string()),
        _ => None,
    }
}

fn split(arg: &Arg, text: &str) -> Vec<String> {
    match arg.get_value_delimiter() {
        Some(delimiter) => text.split(delimiter).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        None => vec![text.to_owned()],
    }
}
