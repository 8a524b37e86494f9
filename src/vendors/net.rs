//! The one way out: a name is resolved, its addresses are checked, and the connection goes to the address that was checked.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::timeout;

use super::{SendError, smtp::connections::Connections};

/// What every vendor is called through: bounds, the guard against private addresses, and open connections. Cheap to clone.
#[derive(Clone)]
pub struct Net {
    allow_private: bool,
    patience: Duration,
    /// Open connections by settings and address; [`Net::mail_server`].
    mail_servers: Arc<Mutex<HashMap<String, Arc<Connections>>>>,
}

/// So many different mail servers are kept connected; beyond it all are closed and opened anew as they are needed.
const MAIL_SERVERS: usize = 200;

impl Net {
    /// `allow_private`: whether private and loopback addresses may be called.
    pub fn new(allow_private: bool) -> Self {
        Self { allow_private, patience: Duration::from_secs(20), mail_servers: Arc::default() }
    }

    /// The same with another bound for each step of a call.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How long one step of a call may take: connecting, or the answer to a command.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// The bound of a whole call. A worker holds a message longer than that.
    pub fn whole(&self) -> Duration {
        self.patience * 2
    }

    /// The first address of a host that may be called. The caller connects to this address and not to the name, which could be another
    /// one a moment later.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<IpAddr, SendError> {
        let unknown = || SendError::Transient(format!("The name {host} could not be found. Check the host of the vendor."));
        let found =
            timeout(self.patience, tokio::net::lookup_host((host, port))).await.map_err(|_| unknown())?.map_err(|_| unknown())?;
        let addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        let refused = |address: &IpAddr| !self.allow_private && is_private(*address);
        match addresses.iter().find(|address| !refused(address)) {
            Some(address) => Ok(*address),
            None if addresses.is_empty() => Err(unknown()),
            None => Err(SendError::Permanent(format!(
                "{host} is at a private address. Belfry calls private addresses only when it is started with --allow-private-addresses."
            ))),
        }
    }

    /// The connections to the mail server of a key, or those that `open` makes.
    pub fn mail_server(
        &self,
        key: &str,
        open: impl FnOnce() -> Result<Connections, SendError>,
    ) -> Result<Arc<Connections>, SendError> {
        let mut servers = self.mail_servers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(server) = servers.get(key) {
            return Ok(server.clone());
        }
        if servers.len() >= MAIL_SERVERS {
            servers.clear();
        }
        let server = Arc::new(open()?);
        servers.insert(key.to_owned(), server.clone());
        Ok(server)
    }
}

/// Addresses that lead into one's own machine or network, or nowhere (IANA special-purpose address registries).
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

fn is_private_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 198 && (b == 18 || b == 19)) // benchmarks
}

fn is_private_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    // An IPv4 address in disguise: mapped, compatible, NAT64, 6to4.
    let embedded = |high: u16, low: u16| Ipv4Addr::new((high >> 8) as u8, high as u8, (low >> 8) as u8, low as u8);
    if let Some(v4) = v6.to_ipv4_mapped() {
        return is_private_v4(v4);
    }
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_private_v4(embedded(segments[6], segments[7]));
    }
    if segments[0] == 0x2002 {
        return is_private_v4(embedded(segments[1], segments[2]));
    }
    v6.is_loopback()
        || v6.is_unspecified()
        || v6.is_multicast()
        || segments[..6] == [0; 6]
        || segments[..3] == [0x64, 0xff9b, 1] // local NAT64
        || segments[0] & 0xfe00 == 0xfc00 // unique local
        || segments[0] & 0xffc0 == 0xfe80 // link local
        || segments[0] & 0xffc0 == 0xfec0 // site local
        || segments[..2] == [0x2001, 0xdb8] // documentation
        || segments[..2] == [0x2001, 0] // Teredo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_ones_own_network_are_private_in_every_disguise() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fd00::1",
            "fe80::1",
            "::7f00:1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in
            ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn a_private_host_is_refused_unless_it_is_allowed() {
        let refused = Net::new(false).resolve("127.0.0.1", 25).await.unwrap_err();
        assert!(matches!(&refused, SendError::Permanent(words) if words.contains("private address")), "{refused:?}");
        assert!(Net::new(true).resolve("127.0.0.1", 25).await.is_ok());
    }
}
