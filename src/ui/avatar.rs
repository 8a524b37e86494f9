use leptos::prelude::*;

/// The initials of a person, in a colour that stays the same for the same name.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(optional)] large: bool) -> impl IntoView {
    let hue = name.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6;
    view! {
        <span class=if large { "avatar avatar-large" } else { "avatar" } data-hue=hue.to_string() aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// The first letters of the first and of the last word.
fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| c.is_whitespace() || c == '@').filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = if name.contains('@') { None } else { words.next_back().and_then(|word| word.chars().next()) };
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("ada@example.com"), "A");
        assert_eq!(initials(""), "");
    }
}
