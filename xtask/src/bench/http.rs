//! A single call of the API, where there is no load to make.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Calls an endpoint at an address such as `http://127.0.0.1:8000`; the payload of a success.
pub fn call(address: &str, path: &str, payload: &str) -> Result<Value> {
    let host = address.strip_prefix("http://").context("the address is of another protocol")?;
    let body = format!("{{\"payload\":{payload}}}");
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no end of its headers")?;
    ensure!(head.starts_with("HTTP/1.1 200 "), "{path} answers: {answer}");
    let envelope: Value = serde_json::from_str(body)?;
    Ok(envelope["payload"].clone())
}
