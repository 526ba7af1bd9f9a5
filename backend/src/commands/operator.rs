//! What the commands of operators have in common: who they are, and how they are told what came of it.

use super::print;
use crate::Error;
use crate::database::accounts::operator_log::Operator;
use crate::log::OneLine;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use std::env::var;

/// Who does something, for the operator's log.
#[derive(Debug, Args)]
pub(super) struct By {
    /// Who does it [default: who is logged in on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Why, for the operator's log
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
}

impl By {
    /// The operator. Behind `sudo` it is who has called it.
    pub(super) fn operator(self) -> Operator {
        let names = ["SUDO_USER", "LOGNAME", "USER"].into_iter().filter_map(|name| var(name).ok());
        let name = self.by.into_iter().chain(names).find(|name| !name.is_empty());
        Operator { name: name.unwrap_or_else(|| "unknown".to_owned()), reason: self.reason }
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Output {
    /// Write JSON, for scripts
    #[arg(long)]
    pub(super) json: bool,
}

impl Output {
    /// Says a sentence, or the same in JSON.
    pub(super) fn say(self, sentence: &str, json: &Value) -> Result<(), Error> {
        match self.json {
            true => print(json),
            false => print(OneLine(sentence)),
        }
    }

    /// Writes every field, one a line, in the order in which the type has them.
    pub(super) fn print_all(self, found: &impl Serialize) -> Result<(), Error> {
        let json = serde_json::to_string_pretty(found).map_err(Error::internal)?;
        if self.json {
            return print(json);
        }
        // Each field of a flat type stands on a line of its own, behind its name.
        for (name, value) in
            json.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(": "))
        {
            let value = serde_json::from_str(value).map_err(Error::internal)?;
            let name = name.trim_matches('"').replace('_', " ");
            print(format_args!("{name:<20}{}", OneLine(plain(value))))?;
        }
        Ok(())
    }
}

fn plain(value: Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
