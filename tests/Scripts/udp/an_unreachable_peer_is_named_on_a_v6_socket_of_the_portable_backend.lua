-- env: MOONWIRE_READINESS=poll
dofile("support/unreachable_of_both_families.lua")
