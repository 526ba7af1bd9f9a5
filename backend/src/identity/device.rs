//! From where a caller comes: the address of the network, and the browser or program, in short.

use ipnet::{IpNet, Ipv6Net};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Characters of a device's name at the most.
const NAME_MAX: usize = 60;

/// Bits of the networks that customers of IPv6 have.
const WIDTHS: [u8; 3] = [64, 56, 48];

/// Browsers by what their `User-Agent` has; one that says it is several is the first of these.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// From where a call comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Device {
    address: IpAddr,
    /// Such as `Firefox on Linux` or `curl/8.5.0`; `""` where it does not say.
    pub(crate) name: String,
}

impl Device {
    /// At an address, and named by its `User-Agent`.
    pub(crate) fn new(address: IpAddr, agent: &str) -> Self {
        Self { address, name: name(agent) }
    }

    /// The address in text.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// What one customer of a network has at least: an IPv4 address, or the first half of an IPv6 one.
    pub(crate) fn network(&self) -> IpNet {
        self.at(64)
    }

    /// That, and what a customer of an IPv6 network may have: the narrowest first.
    pub(crate) fn networks(&self) -> Vec<IpNet> {
        let lengths = if self.address.is_ipv6() { &WIDTHS[..] } else { &WIDTHS[..1] };
        lengths.iter().map(|length| self.at(*length)).collect()
    }

    fn at(&self, length: u8) -> IpNet {
        match self.address {
            IpAddr::V6(address) => Ipv6Net::new_assert(address, length).trunc().into(),
            address => address.into(),
        }
    }
}

fn name(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => agent
            .chars()
            .take_while(|letter| !letter.is_whitespace())
            .filter(|letter| !letter.is_control())
            .take(NAME_MAX)
            .collect(),
    }
}

#[cfg(test)]
impl Device {
    /// Without a name.
    pub(crate) fn at_address(address: &str) -> Self {
        Self { address: address.parse().unwrap(), name: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        for (agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", ""),
        ] {
            assert_eq!(name(agent), expected);
        }
    }

    #[test]
    fn an_address_of_ipv6_counts_by_its_network() {
        for (address, network) in
            [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("192.0.2.7", "192.0.2.7/32")]
        {
            let device = Device::at_address(address);
            assert_eq!(device.network().to_string(), network);
            let wider = device.networks();
            assert_eq!(wider.first(), Some(&device.network()));
            assert!(wider.windows(2).all(|pair| pair[1].contains(&pair[0])), "{wider:?}");
        }
    }
}
