pub mod model {
    pub mod flash;
    pub use flash::{Flash, Rejected};
}
#[cfg(feature = "ssr")]
pub mod ui;
