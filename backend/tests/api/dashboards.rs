//! The example dashboard and alerts: they show and watch what a server tells, and Grafana can load the dashboard.

use crate::metrics::Measured;
use boon::{Compiler, Schemas};
use rocket::async_test;
use serde_json::{Value, from_str};
use std::collections::HashSet;

const DASHBOARD: &str = include_str!("../../../deploy/grafana/kith.json");
const ALERTS: &str = include_str!("../../../deploy/prometheus/alerts.yaml");
const SCHEMA: &str = include_str!("grafana_dashboard.schema.json");

/// Every name in a text that looks like one of a metric.
fn names(text: &str) -> HashSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("kith_")).collect()
}

#[async_test]
async fn every_metric_that_is_shown_or_watched_is_told() {
    let server = Measured::start(&["--rate-limit", "4", "--read-url", "postgresql://localhost:1/kith"]).await;
    server.use_it().await;
    let text = server.scrape().await;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let told = lines.filter_map(|line| line.split(['{', ' ']).next()).collect::<HashSet<_>>();
    for (file, text) in [("the dashboard", DASHBOARD), ("the alerts", ALERTS)] {
        let names = names(text);
        let unknown = names.difference(&told).collect::<Vec<_>>();
        assert!(names.len() > 5 && unknown.is_empty(), "{file}: {unknown:?} is not among {told:?}");
    }
    let described = text.lines().filter(|line| line.starts_with("# HELP kith_")).count();
    let typed = text.lines().filter(|line| line.starts_with("# TYPE kith_")).count();
    assert_eq!((described, typed), (typed, text.matches("# TYPE ").count()), "{text}");
}

/// Why a dashboard does not conform to the schema, or `None`.
fn complaint(dashboard: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("dashboard", from_str(SCHEMA).expect("JSON")).expect("a name");
    let schema = compiler.compile("dashboard", &mut schemas).expect("a schema");
    schemas.validate(dashboard, schema).err().map(|error| error.to_string())
}

#[test]
fn the_dashboard_is_one_for_grafana() {
    let dashboard = from_str::<Value>(DASHBOARD).expect("JSON");
    assert_eq!(complaint(&dashboard), None);
    let panels = dashboard["panels"].as_array().expect("panels");
    let ids = panels.iter().map(|panel| &panel["id"]).collect::<HashSet<_>>();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
}

#[test]
fn the_schema_refuses_what_grafana_could_not_show() {
    let break_by = |change: fn(&mut Value)| {
        let mut dashboard = from_str::<Value>(DASHBOARD).expect("JSON");
        change(&mut dashboard);
        complaint(&dashboard).expect("it is refused")
    };
    break_by(|dashboard| dashboard["title"] = Value::Null);
    break_by(|dashboard| dashboard["panels"] = Value::Array(Vec::new()));
    break_by(|dashboard| drop(dashboard["panels"][1]["targets"].take()));
    break_by(|dashboard| dashboard["panels"][1]["targets"][0]["expr"] = "".into());
    break_by(|dashboard| dashboard["panels"][1]["gridPos"]["w"] = 25.into());
}
