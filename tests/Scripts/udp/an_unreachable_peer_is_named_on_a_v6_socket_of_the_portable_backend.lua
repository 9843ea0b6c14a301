-- env: MOONWIRE_READINESS=portable
dofile("support/unreachable_of_both_families.lua")
