//! Networks that a token may be used from.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::AppError;

/// An address, or all addresses that begin the same: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network(IpNet);

impl Network {
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let found = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        let wrong = || {
            AppError::invalid("networks", format!("“{text}” is no address and no network. Write 203.0.113.7 or 203.0.113.0/24."))
        };
        found.map(Self).ok_or_else(wrong)
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

/// Whether somebody at this address is let in. An empty list lets everybody in; who has no address fits no network.
pub fn fits(networks: &[String], address: Option<&str>) -> bool {
    if networks.is_empty() {
        return true;
    }
    let Some(address) = address.and_then(|text| text.parse::<IpAddr>().ok()) else { return false };
    // A network that can't be read lets nobody in.
    networks.iter().filter_map(|text| Network::parse(text).ok()).any(|network| network.contains(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_its_network_and_no_other() {
        let networks = ["203.0.113.0/24".to_owned(), "2001:db8::7".to_owned()];
        for (address, fits_in) in [
            (Some("203.0.113.200"), true),
            (Some("203.0.114.1"), false),
            (Some("2001:db8::7"), true),
            (Some("2001:db8::8"), false),
            (Some("nowhere"), false),
            (None, false),
        ] {
            assert_eq!(fits(&networks, address), fits_in, "{address:?}");
        }
        assert!(fits(&[], None) && !fits(&["rubbish".to_owned()], Some("203.0.113.1")));
        assert!(Network::parse("203.0.113.0/33").is_err() && Network::parse("").is_err());
    }
}
