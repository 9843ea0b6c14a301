-- env: MOONWIRE_READINESS=portable
dofile("support/shut_and_assigned.lua")
