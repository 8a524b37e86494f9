//! Workspaces: the three defaults.

use crate::house::houses;

#[tokio::test]
async fn an_account_starts_with_sandbox_staging_and_production() {
    for house in houses().await {
        for slug in ["sandbox", "staging", "production"] {
            assert_eq!(house.page("Max", &format!("/{slug}")).await.status, 200);
        }
        assert_eq!(house.page("Max", "/nowhere").await.status, 404);
        let reply = house.page("nobody", "/staging").await;
        assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=%2Fstaging"));
    }
}
