/// Rules for a `<script type="speculationrules">` with the page's nonce: the browser fetches a page when the pointer
/// rests on its link, so that the click feels instant. Only reads: an address under `/api` is a write.
pub const SPECULATION_RULES: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/api/*"}},{"not":{"selector_matches":"[download],[rel~=nofollow]"}}]},"eagerness":"moderate"}]}"#;
