//! Making, describing, setting up, deleting and restoring workspaces.

mod delete;
mod list;
pub mod new;
pub mod settings;
mod setup;

pub use list::page as list;

use crate::{
    model::{Colour, Workspace, WorkspaceIcon, WorkspaceKind},
    ui::{Choice, Glyph, Sign},
};

/// What stands in a workspace's mark.
pub fn sign(workspace: &Workspace) -> Sign {
    glyph(workspace.icon).map_or_else(|| Sign::Letters(workspace.letters()), Sign::Glyph)
}

fn glyph(icon: WorkspaceIcon) -> Option<Glyph> {
    Some(match icon {
        WorkspaceIcon::Letters => return None,
        WorkspaceIcon::Flask => Glyph::Flask,
        WorkspaceIcon::Code => Glyph::Code,
        WorkspaceIcon::Bell => Glyph::Bell,
        WorkspaceIcon::Building => Glyph::Tenant,
        WorkspaceIcon::Globe => Glyph::Region,
        WorkspaceIcon::Phone => Glyph::Phone,
        WorkspaceIcon::Shield => Glyph::Shield,
    })
}

/// The colours that may be chosen, and the one that it has.
fn colours(own: Option<Colour>) -> Vec<Choice> {
    let own = own.filter(|colour| !Colour::CUSTOM.contains(colour));
    let all = own.iter().chain(Colour::CUSTOM);
    all.map(|colour| Choice::new(colour.key(), colour.label()).mark(Some(colour.key().to_owned()), Sign::Plain)).collect()
}

/// The icons, in the colour that is chosen, or the first one.
fn icons(letters: &str, colour: Colour) -> Vec<Choice> {
    let all = WorkspaceIcon::ALL.iter();
    all.map(|icon| {
        let sign = glyph(*icon).map_or_else(|| Sign::Letters(letters.to_owned()), Sign::Glyph);
        Choice::new(icon.key(), icon.label()).mark(Some(colour.key().to_owned()), sign)
    })
    .collect()
}

/// What a kind decides, in sentences.
fn rules(kind: WorkspaceKind) -> String {
    let rules = kind.rules();
    let mut told = vec![kind.about()];
    if rules.captured {
        told.push("Every message is captured and none is sent out.");
    } else {
        told.push("Messages are sent by your own vendors.");
    }
    if rules.test_mode {
        told.push("Test mode can send them to testers only.");
    }
    if rules.narrows_members {
        told.push("Members see no personal data and edit no users.");
    }
    if rules.live {
        told.push("Promoting to it asks who you are.");
    }
    told.join(" ")
}
