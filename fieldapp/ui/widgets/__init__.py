"""Controls that know no case, no store and no language: texts and a theme are given to them."""
