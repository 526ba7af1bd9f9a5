//! Has the binary rebuilt when the browser app in `dist/` changes, its first appearance included.

fn main() -> std::io::Result<()> {
    // Cargo would rebuild every time if the folder were missing.
    std::fs::create_dir_all("../dist")?;
    println!("cargo::rerun-if-changed=../dist");
    Ok(())
}
