//! From where a request comes, through whatever proxies are trusted.

use super::state::managed;
use crate::identity::device::Device;
use crate::{Error, config};
use rocket::request::Request;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The device that a request comes from.
pub(crate) fn device(request: &Request<'_>) -> Result<Device, Error> {
    let address = nearest(request, managed::<config::Site>(request)?);
    let agent = request.headers().get_one("User-Agent").unwrap_or_default();
    Ok(Device::new(address, agent))
}

/// The connection's other end; where that is a trusted proxy, the nearest address that it tells of and that is none.
fn nearest(request: &Request<'_>, site: &config::Site) -> IpAddr {
    let is_trusted = |address: &IpAddr| site.trusted_proxies.iter().any(|network| network.contains(address));
    let peer = request.remote().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let told = request.headers().get("X-Forwarded-For").collect::<Vec<_>>().join(",");
    let told = told.rsplit(',').map_while(|told| address(told.trim()));
    let mut nearest = peer;
    for address in told {
        if !is_trusted(&nearest) {
            break;
        }
        nearest = address.to_canonical();
    }
    nearest
}

/// An address as proxies write it, some of them with a port.
fn address(text: &str) -> Option<IpAddr> {
    text.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip())).ok()
}
