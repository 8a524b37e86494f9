//! What a browser says about itself, in words for its owner.

/// What the header `User-Agent` has for a browser; the first that fits holds, as most of them also claim to be others.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same for systems.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// `Firefox on Linux`, as far as it can be told. It is a help to remember, and proves nothing: anybody may claim to be any browser.
pub fn browser_words(user_agent: Option<&str>) -> String {
    let find = |of: &[(&str, &'static str)]| {
        let said = user_agent?;
        of.iter().find(|(mark, _)| said.contains(mark)).map(|(_, words)| *words)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("Unknown browser on {system}"),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_words;

    #[test]
    fn browsers_and_systems_are_told_apart() {
        const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)";
        const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
        let cases = [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0".to_owned(), "Firefox on Linux"),
            ("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0".to_owned(), "Firefox on Android"),
            (format!("{MAC} Chrome/131.0.0.0 Safari/537.36"), "Chrome on Mac"),
            (format!("{MAC} Version/18.1 Safari/605.1.15"), "Safari on Mac"),
            (format!("{WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge on Windows"),
            (format!("{WINDOWS} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0"), "Opera on Windows"),
            (format!("{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
            (format!("{IPHONE} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (format!("{ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (format!("{ANDROID} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"), "Samsung Internet on Android"),
            ("something (Linux)".to_owned(), "Unknown browser on Linux"),
            ("curl/8.11.0".to_owned(), "Unknown browser"),
            (String::new(), "Unknown browser"),
        ];
        for (said, words) in cases {
            assert_eq!(browser_words(Some(&said)), words, "{said}");
        }
        assert_eq!(browser_words(None), "Unknown browser");
    }
}
